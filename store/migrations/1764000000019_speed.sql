-- Up Migration

-- Most changes touch a column that no index holds: with room in the page a row's new version needs no
-- new entry in the ten indexes of its table (heap-only tuples, as in migration 16).
alter table search_person set (fillfactor = 75);
alter table search_household set (fillfactor = 75);
alter table search_enrolment set (fillfactor = 75);

-- Down Migration
-- Forward only: an older version must not read a newer log.
