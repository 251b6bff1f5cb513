-- Up Migration

-- Deaths told are few: what waits because of them is found without reading everybody.
create index search_person_deaths on search_person (system, vital_status, id)
  where vital_status in ('reported', 'confirmed');
create index search_enrolment_deceased on search_enrolment (system, id) where status = 'deceased';

-- Records that show under another one, by the other's key, or under none: the edges and nothing
-- else. Who wins is computed when read (domain/merging.ts), the same wherever the edges came from.
create table aliases (
  system text not null,
  record_id uuid not null,
  winner text collate "C",
  withdrawn boolean not null,
  primary key (system, record_id)
);
create index aliases_winner on aliases (system, winner) where winner is not null;
select guard_table('aliases', 'update');

-- The record that a joined one shows under: the end of its edges; the lowest key of a circle.
create function alias_root(of_system text, of_id uuid) returns uuid
language plpgsql stable strict as $$
declare
  seen uuid[] := array[of_id];
  here uuid := of_id;
  onward uuid;
begin
  loop
    onward := (
      select coalesce(
        (select l.record_id from links l where l.system = of_system and l.key = a.winner limit 1),
        (select r.id from records r where r.system = of_system and r.key = a.winner))
      from aliases a
      where a.system = of_system and a.record_id = here and a.winner is not null);
    if onward is null then
      return here;
    end if;
    if onward = any(seen) then
      return (
        select r.id from records r
        where r.system = of_system and r.id = any(seen[array_position(seen, onward):])
        order by least(r.key collate "C", (
          select min(l.key collate "C") from links l
          where l.system = of_system and l.record_id = r.id)) limit 1);
    end if;
    seen := seen || onward;
    here := onward;
  end loop;
end
$$;

-- Down Migration
-- Forward only: an older version must not read a newer log.
