-- Up Migration

-- An audit row commits to the events written with it: `events` is a hash over them in their stored
-- form, and each event names the row that answers for it.
alter table audit add column events text not null default '';
alter table events add column audit_pos bigint;

-- The right edge of the Merkle tree (RFC 9162) over the chained entries, so that no minute hashes the log again.
create table audit_trees (
  system text primary key,
  size bigint not null default 0,
  edge text not null default '[]'
);

-- What this system has signed about its own audit log.
create table checkpoints (
  system text not null,
  epoch text not null,
  size bigint not null,
  note text not null,
  kid text not null,
  signature text not null,
  at timestamptz not null,
  primary key (system, epoch, size)
);

-- What partners have signed about theirs, kept for them: a log rewritten later does not fit any more.
create table witnessed (
  system text not null,
  partner text not null,
  epoch text not null,
  size bigint not null,
  note text not null,
  kid text not null,
  signature text not null,
  at timestamptz not null default now(),
  primary key (system, partner, epoch, size, note)
);
create index witnessed_latest on witnessed (system, partner, at desc);

-- The latest stamp of a partner's own changes that we hold: by it the partner learns that it lost them.
alter table feeds add column high text collate "C" not null default '';

-- After a restore own versions of every record go on behind this.
alter table systems add column version_floor bigint not null default 0;
-- By it a start with other sealing keys is found out before anything is sealed with them.
alter table systems add column seal_mark text not null default '';

select guard_table('audit_trees', 'update');
select guard_table('checkpoints', '');
select guard_table('witnessed', '');

-- Events from before this migration are in no entry; how many there were is said once, in the chain.
alter table audit no force row level security;
alter table events no force row level security;
insert into audit (system, actor, act, detail)
  select system, system, 'audit.began', count(*)::text from events group by system;
alter table audit force row level security;
alter table events force row level security;

-- Down Migration
-- Forward only: an older version must not read a newer log.
