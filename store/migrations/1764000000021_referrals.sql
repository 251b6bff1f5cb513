-- Up Migration

-- How each referral stands, made of its record in the statement that changes it: work lists, clocks
-- and whom an agreement covers by a referral read this. Nothing personal beside the record's id.
create table referrals (
  system text not null,
  id uuid not null,
  -- The other of the two offices.
  partner text not null,
  outgoing boolean not null,
  service text not null,
  state text not null,
  -- Something is still to come of it.
  open boolean not null,
  -- It was accepted and has not ended: the offices tell each other what happens.
  updates boolean not null,
  due_at timestamptz,
  -- When it ends without an answer; null while its clock does not run.
  runs_until timestamptz,
  changed_at timestamptz not null,
  primary key (system, id)
);
create index referrals_listed on referrals (system, outgoing, open, changed_at desc, id);
create index referrals_running on referrals (system, runs_until) where runs_until is not null;
create index referrals_arrived on referrals (system, id) where state = 'sent' and not outgoing;
select guard_table('referrals', 'update');

-- A draft is only its worker's: no record, so it never leaves. Sealed as what is most sensitive in it.
create table referral_drafts (
  system text not null,
  worker text not null,
  person uuid not null,
  draft text not null,
  saved_at timestamptz not null,
  primary key (system, worker, person)
);
select guard_table('referral_drafts', 'update, delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
