-- Up Migration

-- Which steps of open plans take a place at a service of the directory, and on which days (both
-- counted; null: from always, or until nobody knows when). Kept by every append that touches a step.
create table service_places (
  system text not null,
  step_id uuid not null,
  plan text not null,
  service text not null,
  from_day date,
  until_day date,
  primary key (system, step_id)
);
create index service_places_service on service_places (system, service);
create index service_places_plan on service_places (system, plan);
select guard_table('service_places', 'update, delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
