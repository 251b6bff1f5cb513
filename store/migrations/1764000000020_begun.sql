-- Up Migration

-- Records whose first message to a subscriber was begun and is not acknowledged: it may be there or
-- not. `key` is the name they were given under. Whoever of them is no longer covered when it is tried
-- again is taken back as if it had arrived.
create table begun (
  system text not null,
  sub text not null,
  record_id uuid not null,
  key text not null,
  at timestamptz not null default now(),
  primary key (system, sub, record_id)
);
select guard_table('begun', 'delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
