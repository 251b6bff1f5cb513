-- Up Migration

-- How each partner's link stands: when it was last up in either direction, and for a standing link
-- whether it runs. A link that needs a checklist runs only once every prerequisite has held.
create table standing_links (
  system text not null,
  partner text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'stopped')),
  heard_at timestamptz,
  reached_at timestamptz,
  changed_at timestamptz not null default now(),
  changed_by text not null default '',
  reason text not null default '',
  primary key (system, partner)
);
select guard_table('standing_links', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
