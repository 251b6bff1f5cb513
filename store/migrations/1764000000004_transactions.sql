-- Up Migration

-- What partners asked of us and how each stands: what a txn/status is answered from. `items` are the
-- answers to the request's items without any record in them, sealed: they may repeat a filter.
create table transactions (
  system text not null,
  partner text not null,
  correlation_id text not null,
  kind text not null,
  transaction_id text not null,
  reference_ids text[] not null default '{}',
  codes text[] not null default '{}',
  status text not null check (status in ('rcvd', 'pdng', 'succ', 'rjct')),
  items text not null,
  at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (system, partner, correlation_id)
);
create index transactions_named on transactions (system, partner, transaction_id);
create index transactions_old on transactions (system, at);
create index transactions_references on transactions using gin (reference_ids);
create index transactions_codes on transactions using gin (codes);
select guard_table('transactions', 'update, delete');

-- Searches whose answers are owed, and how far each is: the next page of the next item to send.
create table searches (
  system text not null,
  correlation_id text not null,
  partner text not null,
  transaction_id text not null,
  url text not null,
  -- The items as asked, sealed: a query may name an identifier.
  items text not null,
  item integer not null default 0,
  page integer not null default 1,
  status text not null default 'owed' check (status in ('owed', 'done', 'given_up')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  -- The message whose disclosures are written: one that is tried again discloses nothing new.
  disclosed text not null default '',
  at timestamptz not null,
  primary key (system, correlation_id)
);
create index searches_owed on searches (system, next_attempt_at) where status = 'owed';
create index searches_partner on searches (system, partner) where status = 'owed';
select guard_table('searches', 'update, delete');

-- What a search found, in its order, so that its later pages neither repeat nor skip anybody. Only
-- ids are kept: each record is viewed again when it is read.
create table snapshots (
  system text not null,
  partner text not null,
  correlation_id text not null,
  transaction_id text not null,
  reference_id text not null,
  -- SHA-256 of what is asked, without the page.
  digest text not null,
  ids uuid[] not null,
  at timestamptz not null,
  primary key (system, partner, correlation_id, reference_id, digest)
);
create index snapshots_named on snapshots (system, partner, transaction_id, reference_id, digest, at);
create index snapshots_partner on snapshots (system, partner, at);
create index snapshots_old on snapshots (system, at);
select guard_table('snapshots', 'update, delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
