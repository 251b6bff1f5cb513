-- Up Migration

-- What this system asked its partners. `id` is our transaction id. What was asked may name an
-- identifier: sealed. `correlation_id` is the partner's name for it: null until its ack is known.
create table questions (
  system text not null,
  id text not null,
  partner text not null,
  operation text not null,
  record_id uuid,
  asked text not null,
  purpose text not null,
  by_whom text not null,
  reference_ids text[] not null,
  correlation_id text,
  state text not null default 'asked'
    check (state in ('asked', 'answered', 'failed', 'rejected')),
  -- Why it failed: a code or constant words, never the partner's text.
  why text not null default '',
  answers integer not null default 0,
  at timestamptz not null,
  settled_at timestamptz,
  primary key (system, id)
);
create index questions_record on questions (system, record_id, at desc);
create index questions_at on questions (system, at);
select guard_table('questions', 'update, delete');

-- The answers to the byte, sealed: one row a message. `parts` says which items and pages it answers.
create table evidence (
  system text not null,
  question text not null,
  nth integer not null,
  raw text not null,
  -- The message inside, sealed: where it came encrypted, what it says.
  message text not null,
  digest text not null,
  -- RFC 7638 thumbprint of the key that signed it; empty within one node, where there is no message.
  thumbprint text not null,
  parts jsonb not null,
  at timestamptz not null,
  primary key (system, question, nth)
);
select guard_table('evidence', 'delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
