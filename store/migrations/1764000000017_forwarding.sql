-- Up Migration

-- Changes that wait are told apart by the system that made them: a hub brings those of others too.
alter table held_items add column origin text not null default '';
update held_items set origin = partner;
alter table held_items drop constraint held_items_pkey;
alter table held_items add primary key (system, partner, key, origin, ver);

alter table held add column origin text not null default '';
alter table held add column at timestamptz not null default clock_timestamp();
update held h set origin = m.partner from matches m where m.system = h.system and m.id = h.match_id;
alter table held drop constraint held_pkey;
alter table held add primary key (system, match_id, origin, ver);

-- Whose versions an agreement of ours lets us forward (its `origins`, by id): of these the signed
-- messages are kept.
alter table agreements add column origins text[] not null default '{}';

-- Versions that did not come from their origin itself: who brought them, and which systems they had
-- passed by then, that one the last. `ver` is the event's.
create table relayed (
  system text not null,
  record_id uuid not null,
  origin text not null,
  ver bigint not null,
  partner text not null,
  hops text[] not null,
  message_id text not null,
  at timestamptz not null default now(),
  primary key (system, record_id, origin, ver)
);
create index relayed_origin on relayed (system, origin);
select guard_table('relayed', '');

-- What each partner was last sent of other systems' versions, per record and origin: prev and ph of
-- the next. `sent` has the same of our own, and whether the record is shared at all.
create table forwarded (
  system text not null,
  sub text not null,
  record_id uuid not null,
  origin text not null,
  ver bigint not null,
  hash text not null,
  at timestamptz not null default now(),
  primary key (system, sub, record_id, origin)
);
select guard_table('forwarded', 'update');

-- Signed messages to the byte, sealed: those that brought versions of third systems, and those of a
-- system whose versions go on from here. `message` is what an encrypted one says, empty otherwise.
create table relayed_batches (
  system text not null,
  partner text not null,
  message_id text not null,
  digest text not null,
  kid text not null,
  raw text not null,
  message text not null,
  at timestamptz not null default now(),
  primary key (system, partner, message_id)
);
select guard_table('relayed_batches', 'delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
