-- Up Migration

-- What a partner's audit log was found to lack: a second history under one epoch, a shorter one than
-- before, or no signed checkpoint at all. One row for each; it stands until somebody has seen to it,
-- and is raised anew when it is found again after that.
create table alarms (
  system text not null,
  partner text not null,
  code text not null check (code in ('forked', 'rolled_back', 'no_checkpoint')),
  at timestamptz not null,
  last_at timestamptz not null,
  cleared_at timestamptz,
  -- Empty: it was over by itself.
  cleared_by text not null default '',
  note text not null default '',
  primary key (system, partner, code)
);
select guard_table('alarms', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
