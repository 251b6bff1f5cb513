-- Up Migration

-- When a partner's key set was last had; one that is too old no longer counts.
alter table partners add column jwks_at bigint not null
  default (extract(epoch from now()) * 1000)::bigint;

-- What a partner may use once and never again, across restarts: the `jti` of a client assertion
-- (RFC 7523 3), the nonce of a signed request (RFC 9421). Kept until it would be too old anyway.
create table used_once (
  system text not null,
  partner text not null,
  kind text not null check (kind in ('jti', 'nonce')),
  value text not null check (length(value) <= 64),
  until bigint not null,
  primary key (system, partner, kind, value)
);
create index used_once_by_age on used_once (system, until);
select guard_table('used_once', 'delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
