-- Up Migration

-- Conflicts of plans that wait for somebody of this system: names and kinds only, no line, no day.
-- `since` is when it was first found; what stands no longer is taken out.
create table plan_conflicts (
  system text not null,
  plan uuid not null,
  about text not null,
  subject uuid not null,
  kind text not null,
  since timestamptz not null,
  primary key (system, plan, about)
);
create index plan_conflicts_since on plan_conflicts (system, since);
select guard_table('plan_conflicts', 'update, delete');

-- Up to which event (`seq`) plans have been checked again.
create table plan_conflicts_read (
  system text not null primary key,
  seq bigint not null
);
select guard_table('plan_conflicts_read', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
