-- Up Migration

-- How far each worker has read the thread of a step: up to which message, by its place among ours.
create table thread_reads (
  system text not null,
  persona text not null,
  step_id uuid not null,
  message_id uuid not null,
  created_at timestamptz not null,
  primary key (system, persona, step_id)
);
select guard_table('thread_reads', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
