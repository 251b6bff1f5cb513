-- Up Migration

-- Deaths told are few: what waits because of them is found without reading everybody.
create index search_person_deaths on search_person (system, vital_status, id)
  where vital_status in ('reported', 'confirmed');
create index search_enrolment_deceased on search_enrolment (system, id) where status = 'deceased';

-- Down Migration
-- Forward only: an older version must not read a newer log.
