-- Up Migration

-- Every row names its system; the app role sees one system's rows at a time (row-level security,
-- the second fence), set for the connection as `tandem.system`.

create table systems (
  system text primary key,
  kind text not null check (kind in ('sp', 'ess')),
  title text not null,
  -- A restore from an older backup starts a new epoch, so no sequence number ever means two things.
  epoch uuid not null,
  created_at timestamptz not null default now()
);

create table records (
  system text not null,
  id uuid not null,
  type text not null,
  key text not null,
  version bigint not null,
  own_version bigint not null,
  subject uuid,
  household uuid,
  -- Canonical text; sensitive values inside are sealed. Never searched: see people, words, identifiers.
  state text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (system, id),
  unique (system, key)
);
create index records_subject on records (system, subject, type);
create index records_household on records (system, household, type);
create index records_type on records (system, type, created_at, id);

-- What lists and searches read of a person: typed columns made from the record table.
create table people (
  system text not null,
  id uuid not null,
  name text not null,
  birth_date date,
  sex text,
  offer_state text not null default 'not_offered',
  employment_status text,
  household uuid,
  from_partner boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (system, id)
);
create index people_new on people (system, created_at desc, id desc);
create index people_offer on people (system, offer_state, created_at desc, id desc);
create index people_partner on people (system, created_at desc, id desc) where from_partner;

-- Folded words of names in every script; compared byte by byte, whatever the server's locale.
create table words (
  system text not null,
  word text collate "C" not null,
  id uuid not null,
  kind text not null default 'name',
  primary key (system, word, id)
);
create index words_record on words (system, id);

-- Identifiers and phones are found by a keyed hash; the values themselves are sealed in the record.
create table identifiers (
  system text not null,
  blind text collate "C" not null,
  type text not null,
  id uuid not null,
  primary key (system, blind, id)
);
create index identifiers_record on identifiers (system, id);

create table links (
  system text not null,
  partner text not null,
  key text not null,
  record_id uuid not null,
  how text not null,
  evidence text not null default '',
  by_whom text not null default '',
  at timestamptz not null default now(),
  left_at timestamptz,
  primary key (system, partner, key)
);
create index links_record on links (system, record_id);

create table events (
  system text not null,
  pos bigint generated always as identity,
  record_id uuid not null,
  type text not null,
  subject uuid,
  household uuid,
  origin text not null,
  origin_ver bigint not null,
  act text not null,
  at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  hlc text collate "C" not null,
  -- Given by the sequencer after the commit: dense, and in commit order for every record.
  seq bigint,
  body text not null,
  primary key (system, pos),
  -- A second application of one change is impossible, not only unlikely (G4).
  unique (system, record_id, origin, origin_ver)
);
create unique index events_seq on events (system, seq) where seq is not null;
create index events_unsequenced on events (system, pos) where seq is null;
create index events_household on events (system, household, pos desc);
create index events_hlc on events (system, hlc desc);

create table audit (
  system text not null,
  pos bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  act text not null,
  detail text not null default '',
  seq bigint,
  hash text,
  primary key (system, pos)
);
create index audit_unsequenced on audit (system, pos) where seq is null;
create unique index audit_seq on audit (system, seq) where seq is not null;

create table sequencers (
  system text primary key,
  last_seq bigint not null default 0,
  last_audit_seq bigint not null default 0,
  last_audit_hash text not null default ''
);

create table partners (
  system text not null,
  id text not null,
  kind text not null check (kind in ('sp', 'ess')),
  title text not null,
  profile text not null check (profile in ('tandem', 'standard', 'test', 'local')),
  origin text not null,
  base_url text not null,
  jwks text,
  jwks_url text,
  token_hash text not null,
  token_out text,
  status text not null default 'active',
  created_at timestamptz not null default now(),
  primary key (system, id)
);
create unique index partners_token on partners (system, token_hash);

create table agreements (
  system text not null,
  id text not null,
  partner text not null,
  status text not null,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (system, id)
);
create index agreements_partner on agreements (system, partner);

create table consents (
  system text not null,
  record_id uuid not null,
  purpose text not null,
  partner text not null,
  state text not null check (state in ('given', 'refused', 'withdrawn', 'expired')),
  until date,
  evidence text not null default '',
  at timestamptz not null default now(),
  primary key (system, record_id, purpose, partner)
);

-- What partners asked us to send, and how far each is.
create table subscriptions (
  system text not null,
  code text not null,
  partner text not null,
  event_type text not null,
  record_type text not null,
  criteria text not null,
  projection text,
  purpose text not null,
  reply_uri text not null,
  transaction_id text not null,
  reference_id text not null,
  starts_at timestamptz,
  ends_at timestamptz,
  status text not null default 'active' check (status in ('active', 'paused', 'ended')),
  -- The last sequence number whose effect the partner has; moved only after its ACK.
  cursor bigint not null default 0,
  counter bigint not null default 0,
  -- Two senders are fenced off by the lease: a cursor moves only under the epoch that read it.
  lease bigint not null default 0,
  in_step_at timestamptz,
  acked_at timestamptz,
  problem text not null default '',
  problem_since timestamptz,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (system, code)
);
create unique index subscriptions_once on subscriptions (system, partner, transaction_id, reference_id);

-- What each partner last got of each record of ours: prev and ph of the next item, and who holds whose data.
create table sent (
  system text not null,
  sub text not null,
  record_id uuid not null,
  ver bigint not null,
  hash text not null,
  gone boolean not null default false,
  at timestamptz not null default now(),
  primary key (system, sub, record_id)
);

-- The standing subscriptions we hold at partners.
create table feeds (
  system text not null,
  partner text not null,
  code text not null default '',
  status text not null default 'asked' check (status in ('asked', 'active', 'refused', 'ended')),
  transaction_id text not null,
  correlation_id text not null default '',
  epoch text not null default '',
  counter bigint not null default 0,
  heard_at timestamptz,
  asked_at timestamptz not null default now(),
  primary key (system, partner)
);

-- The highest version of each of a partner's records that we have; never expires (G4).
create table marks (
  system text not null,
  partner text not null,
  origin text not null,
  key text not null,
  ver bigint not null,
  primary key (system, partner, origin, key)
);

-- "Same person?": a partner's record that no rule may link, and its changes held until a person decides.
create table matches (
  system text not null,
  id uuid not null,
  partner text not null,
  key text not null,
  why text not null,
  candidates uuid[] not null default '{}',
  -- How many changes wait: an answer counts only if it was given knowing all of them.
  held integer not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'same', 'new', 'withdrawn')),
  at timestamptz not null default now(),
  decided_by text not null default '',
  decided_at timestamptz,
  note text not null default '',
  primary key (system, id)
);
create unique index matches_waiting on matches (system, partner, key) where state = 'waiting';

create table held (
  system text not null,
  match_id uuid not null,
  ver bigint not null,
  item text not null,
  primary key (system, match_id, ver)
);

create table inbox (
  system text not null,
  partner text not null,
  message_id text not null,
  digest text not null,
  ack text not null,
  at timestamptz not null default now(),
  primary key (system, partner, message_id)
);

create table attempts (
  system text not null,
  pos bigint generated always as identity,
  sub text not null,
  message_id text not null,
  from_counter bigint not null,
  to_counter bigint not null,
  outcome text not null,
  code text not null default '',
  ms integer not null,
  at timestamptz not null default now(),
  primary key (system, pos)
);
create index attempts_sub on attempts (system, sub, pos desc);

create table disclosures (
  system text not null,
  pos bigint generated always as identity,
  partner text not null,
  record_id uuid not null,
  subject uuid,
  purpose text not null,
  fields text[] not null,
  how text not null,
  message_id text not null,
  at timestamptz not null default now(),
  primary key (system, pos)
);
create index disclosures_subject on disclosures (system, subject, pos desc);

-- Callbacks that are owed (on-subscribe); delivered at least once.
create table callbacks (
  system text not null,
  id text not null,
  partner text not null,
  url text not null,
  action text not null,
  message text not null,
  status text not null default 'owed' check (status in ('owed', 'done', 'given_up')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  at timestamptz not null default now(),
  primary key (system, id)
);
create index callbacks_owed on callbacks (system, next_attempt_at) where status = 'owed';

create table sessions (
  system text not null,
  id_hash text not null,
  persona text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (system, id_hash)
);

create table counters (
  system text not null,
  name text not null,
  value bigint not null,
  primary key (system, name)
);

-- A statement that must change exactly so many rows, or nothing at all.
create function expect_rows(actual bigint, expected bigint) returns boolean
language plpgsql immutable as $$
begin
  if actual is distinct from expected then
    raise exception 'stale: % of % rows', actual, expected using errcode = 'TD001';
  end if;
  return true;
end
$$;

-- The app role: reads and writes its own system's rows, and never rewrites what happened.
do $$
declare
  name text;
begin
  if not exists (select from pg_roles where rolname = 'tandem_app') then
    create role tandem_app nologin;
  end if;
  for name in
    select tablename from pg_tables
    where schemaname = current_schema() and tablename <> 'migrations'
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_system on %I using (system = current_setting(''tandem.system'', true))
         with check (system = current_setting(''tandem.system'', true))', name);
    execute format('grant select, insert on %I to tandem_app', name);
  end loop;
end
$$;
grant usage on schema public to tandem_app;
grant update on records, people, links, sequencers, partners, agreements, consents, subscriptions,
  sent, feeds, marks, matches, callbacks, sessions, counters, systems to tandem_app;
grant update (seq) on events to tandem_app;
grant update (seq, hash) on audit to tandem_app;
grant delete on words, identifiers, held, sessions, people to tandem_app;

-- Down Migration
-- Forward only: an older version must not read a newer log.
