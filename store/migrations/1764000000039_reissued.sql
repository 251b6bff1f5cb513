-- Up Migration

-- Events up to this place of the log count no more for how high our clock is: stamps far ahead, given
-- out while the machine's clock was wrong, were made anew (store/reissued.ts).
alter table systems add column hlc_after bigint not null default 0;

-- Down Migration
-- Forward only: an older version must not read a newer log.
