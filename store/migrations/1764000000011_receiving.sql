-- Up Migration

-- Changes of a partner that cannot be applied yet, each with its reason; the others of their batch
-- were. Sealed like `held`. `gap`: the version before it has not come; `behind`: that one is held
-- itself; `clock_ahead`: stamped more than five minutes ahead of us; `unknown_key`: it names records
-- that are not shared (yet); `refused`: it came free and cannot be applied.
create table held_items (
  system text not null,
  partner text not null,
  key text not null,
  ver bigint not null,
  prev bigint not null,
  reason text not null
    check (reason in ('gap', 'behind', 'clock_ahead', 'unknown_key', 'refused')),
  waits_for text[] not null default '{}',
  -- By our clock; then a stamp is no longer too far ahead.
  due_at timestamptz,
  item text not null,
  at timestamptz not null default now(),
  primary key (system, partner, key, ver)
);
select guard_table('held_items', 'update, delete');

-- What a partner is to be asked for: a record by its key, or (key '') all it sent after a counter.
create table missing (
  system text not null,
  partner text not null,
  key text not null,
  reason text not null check (reason in ('gap', 'unknown_key', 'lost_messages', 'new_epoch')),
  since bigint not null default 0,
  until bigint not null default 0,
  at timestamptz not null default now(),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  last_attempt_at timestamptz,
  -- Why the last attempt gave nothing; `not_given`: the partner does not give us this record.
  problem text not null default '',
  primary key (system, partner, key)
);
create index missing_due on missing (system, next_attempt_at);
select guard_table('missing', 'update, delete');

-- All epochs of a partner in the order we heard of them: after a restore it may use version numbers
-- again, so a version counts within its epoch.
alter table feeds add column epochs text[] not null default '{}';
update feeds set epochs = array[epoch] where epoch <> '';

-- The number under which a record was last sent: what a subscriber lost after a number is what was
-- sent under a higher one. For what was sent before this column, an upper bound.
alter table sent add column counter bigint not null default 0;
update sent t set counter = greatest(s.counter - o.place, 1)
from subscriptions s, (
  select system, sub, record_id,
    row_number() over (partition by system, sub order by at desc, record_id) - 1 as place
  from sent) as o
where s.system = t.system and s.code = t.sub
  and o.system = t.system and o.sub = t.sub and o.record_id = t.record_id;
create index sent_counter on sent (system, sub, counter);

-- Down Migration
-- Forward only: an older version must not read a newer log.
