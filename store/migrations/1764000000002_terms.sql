-- Up Migration

-- How a partner is trusted and written to, pinned at registration, as JSON over the defaults of
-- store/partner-terms.ts.
alter table partners add column terms text not null default '{}';

-- Fences a table like the first migration fenced its own: row-level security by system, and the app
-- role's grants. `grants` beside select and insert, e.g. 'update, delete' or ''.
create function guard_table(name text, grants text) returns void
language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format(
    'create policy own_system on %I using (system = current_setting(''tandem.system'', true))
       with check (system = current_setting(''tandem.system'', true))', name);
  execute format('grant select, insert on %I to tandem_app', name);
  if grants <> '' then
    execute format('grant %s on %I to tandem_app', grants, name);
  end if;
end
$$;

-- Down Migration
-- Forward only: an older version must not read a newer log.
