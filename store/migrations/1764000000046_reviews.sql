-- Up Migration

-- Why a plan is to be looked at, from which moment: names and kinds only. A moment may lie ahead
-- (a promise that will be late), so that nothing has to wake for it.
create table review_queue (
  system text not null,
  plan uuid not null,
  why text not null,
  subject uuid not null,
  since timestamptz not null,
  lines integer not null,
  primary key (system, plan, why)
);
create index review_queue_since on review_queue (system, since);
select guard_table('review_queue', 'update, delete');

-- Up to which event (`seq`) plans have been looked over for reasons.
create table review_read (
  system text not null primary key,
  seq bigint not null
);
select guard_table('review_read', 'update');

-- Keyed hashes of what workers wrote in plans in their own words, so that the same words in several
-- people's cases are seen without being readable.
create table review_texts (
  system text not null,
  hash text not null,
  subject uuid not null,
  since timestamptz not null,
  primary key (system, hash, subject)
);
create index review_texts_subject on review_texts (system, subject);
select guard_table('review_texts', 'update, delete');

-- Reviews of this system's supervisors. `authors` is read from the log by the statement that writes the
-- row, never sent: whoever wrote in the plan cannot stand here as its reviewer. `after` names the review
-- before it, so of two at once one is first.
create table reviews_made (
  system text not null,
  review uuid not null,
  plan uuid not null,
  after uuid not null,
  reviewer text not null,
  authors text[] not null,
  outcome text not null,
  began_at timestamptz not null,
  at timestamptz not null,
  primary key (system, review),
  unique (system, plan, after),
  constraint reviews_made_by_other_eyes check (outcome = 'handed_over' or not reviewer = any (authors)),
  constraint reviews_made_began check (began_at <= at)
);
create index reviews_made_at on reviews_made (system, at);
select guard_table('reviews_made', '');

-- Goes up when what waits for somebody changed without an event of its own, so that open screens ask.
create table waiting_marks (
  system text not null primary key,
  mark bigint not null
);
select guard_table('waiting_marks', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
