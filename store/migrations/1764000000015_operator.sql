-- Up Migration

-- An operator's pause: whoever looks reads who paused what goes to a partner, since when and why.
-- Empty: it was not paused by hand (a trust problem pauses too, and is probed by itself).
alter table subscriptions
  add column paused_by text not null default '',
  add column paused_reason text not null default '',
  add column paused_at timestamptz;

-- Down Migration
-- Forward only: an older version must not read a newer log.
