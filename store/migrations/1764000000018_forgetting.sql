-- Up Migration

-- Kept messages are forgotten by their age.
create index relayed_batches_at on relayed_batches (system, at);

-- Down Migration
-- Forward only: an older version must not read a newer log.
