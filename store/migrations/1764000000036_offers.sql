-- Up Migration

-- Whose offer may have to end: by the day they were born, or because they study full time.
create index search_person_offered_born on search_person (system, birth_date, id)
  where shown and work_offer in ('offered', 'accepted');
create index search_person_offered_studying on search_person (system, id)
  where shown and in_full_time_education and work_offer in ('offered', 'accepted');

-- Down Migration
-- Forward only: an older version must not read a newer log.
