-- Up Migration

-- Records that a partner refused as bad, by subscription. While one is parked, its later versions
-- wait behind it (nothing is skipped, nothing goes out of order) and every other record flows.
create table parked (
  system text not null,
  id uuid not null,
  sub text not null,
  record_id uuid not null,
  -- The version of ours that was refused, and what the partner said: a code, our own text for it.
  ver bigint not null,
  code text not null,
  reason text not null default '',
  message_id text not null default '',
  -- How often it was refused, over all the times it was parked.
  attempts integer not null default 1,
  at timestamptz not null,
  state text not null default 'parked' check (state in ('parked', 'released', 'discarded')),
  decided_at timestamptz,
  by_whom text not null default '',
  note text not null default '',
  -- Discarded: versions up to this one are not sent any more; the next one goes as a whole record.
  given_up_ver bigint not null default 0,
  primary key (system, id)
);
create unique index parked_waiting on parked (system, sub, record_id) where state = 'parked';
create index parked_record on parked (system, sub, record_id, at desc);
select guard_table('parked', 'update');

-- Records that go again as a whole: released ones, and what a digest or a partner found missing.
create table resend (
  system text not null,
  sub text not null,
  record_id uuid not null,
  why text not null,
  -- Asked for again while it is under way: the acknowledgement of the earlier asking does not end it.
  asked integer not null default 1,
  -- What others refer to goes first.
  place integer not null default 0,
  at timestamptz not null default now(),
  primary key (system, sub, record_id)
);
create index resend_order on resend (system, sub, at, place, record_id);
select guard_table('resend', 'update, delete');

alter table subscriptions
  -- Where the batch ends that was begun last: however often and whenever it goes again, it ends there.
  add column tried_cursor bigint not null default 0,
  -- When the partner last acknowledged anything, by the system's own clock: a heartbeat is due after it.
  add column said_at timestamptz,
  -- Who paused it; empty: the sender itself, which then looks by itself whether it may go on.
  add column paused_by text not null default '',
  add column pause_note text not null default '',
  -- A snapshot under way: why, the log's number at which it began, the last record that went.
  add column resync_why text not null default '',
  add column resync_seq bigint,
  add column resync_after uuid;

-- Down Migration
-- Forward only: an older version must not read a newer log.
