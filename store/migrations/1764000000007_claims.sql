-- Up Migration

-- What is told to a partner without a subscription (PRS.EMP.04): a value it owns that a worker here
-- knows otherwise (a claim: `proposal` is set), or a status a worker tells on purpose. The message is
-- kept as it was decided, sealed, so that every attempt says the same under the same id.
create table claims (
  system text not null,
  id uuid not null,
  partner text not null,
  record_id uuid not null,
  subject uuid not null,
  field text not null,
  proposal uuid,
  value_hash text not null,
  operation text not null check (operation in ('notify', 'enrollment/updates')),
  purpose text not null,
  -- The agreement the message was written under; under another one it does not leave.
  agreement_mark text not null,
  fields text[] not null,
  message text not null,
  state text not null default 'owed' check (state in ('owed', 'sent', 'confirmed', 'refused')),
  problem text not null default '',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  made_by text not null,
  made_at timestamptz not null,
  sent_at timestamptz,
  confirmed_at timestamptz,
  primary key (system, id)
);
create index claims_due on claims (system, next_attempt_at) where state = 'owed';
create index claims_subject on claims (system, subject, made_at desc);
create index claims_open on claims (system, made_at) where proposal is not null and state in ('owed', 'sent', 'refused');
select guard_table('claims', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
