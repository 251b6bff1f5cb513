-- Up Migration

-- What was asked of a second person is few of many events.
create index events_merges_asked on events (system, pos)
  where act in ('person.merge_asked', 'household.merge_asked');

-- Down Migration
-- Forward only: an older version must not read a newer log.
