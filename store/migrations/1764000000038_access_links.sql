-- Up Migration

-- Addresses that open something small without an account: a provider's attendance lists, a calendar.
-- Only a hash of the token is kept; `scope` says what it opens, and nothing of any person.
create table access_links (
  system text not null,
  id uuid not null,
  kind text not null check (kind in ('provider', 'agenda', 'person')),
  token_hash text not null,
  scope text not null,
  -- A person's calendar only.
  subject uuid,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  uses integer not null default 0,
  primary key (system, id),
  unique (system, token_hash)
);
create index access_links_newest on access_links (system, created_at);
select guard_table('access_links', 'update');

-- Down Migration
-- Forward only: an older version must not read a newer log.
