/** The parts of an append that hold a partner's changes back, or let go of them. `more` is its JSON. */
export const holdingParts = `
  hold as (select x.* from more, jsonb_to_recordset(coalesce(j->'holding', '[]'))
    as x(partner text, key text, origin text, ver bigint, prev bigint, reason text, waits_for jsonb,
      due_at timestamptz, item text)),
  holding_put as (
    insert into held_items as t (system, partner, key, origin, ver, prev, reason, waits_for, due_at, item)
    select $1, partner, key, origin, ver, prev, reason,
      array(select jsonb_array_elements_text(waits_for)), due_at, item from hold
    on conflict (system, partner, key, origin, ver) do update set prev = excluded.prev,
      reason = excluded.reason, waits_for = excluded.waits_for, due_at = excluded.due_at,
      item = excluded.item),
  holding_done as (
    delete from held_items t using more, jsonb_to_recordset(coalesce(j->'released', '[]'))
      as x(partner text, key text, origin text, ver bigint)
    where t.system = $1 and t.partner = x.partner and t.key = x.key and t.origin = x.origin
      and t.ver = x.ver),
  holding_discarded as (
    insert into audit (system, actor, act, detail)
    select $1, x.partner, 'stamp.discarded', x.key || ' ' || x.ver
    from more, jsonb_to_recordset(coalesce(j->'released', '[]'))
      as x(partner text, key text, ver bigint, discarded boolean)
    where x.discarded),
  -- The partner took the person back: nothing of it is kept.
  holding_dropped as (
    delete from held_items t using more, jsonb_to_recordset(coalesce(j->'dropped', '[]'))
      as x(partner text, key text)
    where t.system = $1 and t.partner = x.partner and t.key = x.key
      and not exists (select from hold h where h.key = t.key and h.origin = t.origin
        and h.ver = t.ver)),
  missing_put as (
    insert into missing as t (system, partner, key, reason, since, until, next_attempt_at)
    select $1, partner, key, reason, since, until, next_attempt_at
    from more, jsonb_to_recordset(coalesce(j->'missing', '[]')) as x(partner text, key text,
      reason text, since bigint, until bigint, next_attempt_at timestamptz)
    on conflict (system, partner, key) do update
      set since = least(t.since, excluded.since), until = greatest(t.until, excluded.until),
        reason = case when t.reason = 'new_epoch' then t.reason else excluded.reason end),
  -- The very messages that were missed came after all.
  missing_found as (
    delete from missing t using more, jsonb_to_record(j->'covers')
      as x(partner text, first bigint, last bigint)
    where j ? 'covers' and t.system = $1 and t.partner = x.partner and t.key = ''
      and t.reason = 'lost_messages' and t.attempts = 0
      and x.first <= t.since + 1 and x.last >= t.until)`;
