-- Up Migration

-- The last person a comparison by search looked at, when there were more than one run looks at; the
-- next one goes on there. Null: it went through, or it was no search.
alter table comparisons add column resume_after uuid;

-- Down Migration
-- Forward only: an older version must not read a newer log.
