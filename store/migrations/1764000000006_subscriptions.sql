-- Up Migration

alter table subscriptions
  -- What the subscription is about, as understood: two of a partner never say the same.
  add column digest text not null default '',
  -- What was asked for, in the partner's own words, to describe it again; sealed like the criteria.
  add column asked text not null default '',
  -- A Quartz text, and the minutes its hours are ahead of UTC; empty: as soon as it happens.
  add column schedule text not null default '',
  add column zone_minutes integer not null default 0,
  add column window_at timestamptz,
  -- The batch that has its numbers and is not acknowledged yet: it is sent again as it is. Sealed.
  add column offered text,
  add column end_reason text not null default '',
  add column ended_at timestamptz;

-- What has ended may be asked for again, in the same words.
drop index subscriptions_once;
create unique index subscriptions_once on subscriptions
  (system, partner, transaction_id, reference_id) where status <> 'ended';
create unique index subscriptions_same on subscriptions (system, partner, digest)
  where status <> 'ended' and digest <> '';

-- The day on which time alone changes whether a record is told of (somebody turns 18).
create table due (
  system text not null,
  sub text not null,
  record_id uuid not null,
  day date not null,
  primary key (system, sub, record_id)
);
create index due_day on due (system, sub, day);
select guard_table('due', 'update, delete');

-- Why a partner ended the feed we hold, and under which agreement: it is not asked again under that one.
alter table feeds
  add column ended_reason text not null default '',
  add column ended_under text not null default '';

-- Down Migration
-- Forward only: an older version must not read a newer log.
