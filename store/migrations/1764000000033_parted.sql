-- Up Migration

-- What a link that was undone leaves behind: a record of ours and a partner's key that were found to be
-- two people. The rule does not link them again by itself; a person may. `key` empty: the partner undid
-- it, and did not say by which key its own person goes.
create table parted (
  system text not null,
  partner text not null,
  record_id uuid not null,
  key text not null default '',
  at timestamptz not null default now(),
  primary key (system, partner, record_id, key)
);
select guard_table('parted', '');

-- What the partner was told under that link is to be taken back there: said once for each record, in
-- the place of the record itself (store/unlinked.ts).
alter table sent add column parting boolean not null default false;

-- Down Migration
-- Forward only: an older version must not read a newer log.
