-- Up Migration

-- Rows that are written again and again keep room in their page, so that a new version of a row
-- whose indexed values did not change needs no new index entries (heap-only tuples).
alter table records set (fillfactor = 75);
alter table marks set (fillfactor = 75);
alter table sent set (fillfactor = 75);
alter table people set (fillfactor = 75);
alter table subscriptions set (fillfactor = 50);
alter table sequencers set (fillfactor = 50);
alter table feeds set (fillfactor = 50);

-- Who was taken back is asked of every link that is read; they are few.
create index sent_gone on sent (system, record_id) where gone;

-- Down Migration
-- Forward only: an older version must not read a newer log.
