-- Up Migration

-- The last day on which a person's plans were looked at though nothing happened: what begins by the date
-- alone (a permit that runs out, the office's own promise that fell due) is found on that day.
create table plan_conflicts_looked (
  system text not null,
  subject uuid not null,
  day date not null,
  primary key (system, subject)
);
select guard_table('plan_conflicts_looked', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
