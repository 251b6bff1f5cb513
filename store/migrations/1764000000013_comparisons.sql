-- Up Migration

-- What partner and we were found to hold of what we share, each time it was looked at: between
-- Tandem systems by the Merkle digest of the link, with a plain partner by its answers to searches.
create table comparisons (
  system text not null,
  pos bigint generated always as identity,
  partner text not null,
  how text not null check (how in ('digest', 'search')),
  at timestamptz not null,
  ms integer not null,
  records integer not null default 0,
  different integer not null default 0,
  repaired integer not null default 0,
  -- Something of them was still on its way when it was looked at last.
  waiting integer not null default 0,
  -- The root of the digest here when it was last made; empty where there is none.
  root text not null default '',
  -- Why nothing could be compared, as a short code; empty when it was.
  problem text not null default '',
  primary key (system, pos)
);
create index comparisons_partner on comparisons (system, partner, pos desc);
select guard_table('comparisons', 'delete');

-- Somebody wants to know now.
create table comparison_asks (
  system text not null,
  partner text not null,
  asked_at timestamptz not null,
  primary key (system, partner)
);
select guard_table('comparison_asks', 'update');

-- What a plain partner last told us of a record, field by field, as keyed hashes: what comes again is
-- no news. `sent.fields` is the same of what we last told it.
create table shadows (
  system text not null,
  partner text not null,
  record_id uuid not null,
  fields text not null,
  at timestamptz not null default now(),
  primary key (system, partner, record_id)
);
select guard_table('shadows', 'update');
alter table sent add column fields text;

-- Down Migration
-- Forward only: an older version must not read a newer log.
