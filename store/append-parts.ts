import { aliasParts } from "./aliases.ts";
import { referralParts } from "./referral-rows.ts";
import { holdingParts } from "./holding-sql.ts";
import { relayedParts } from "./relayed.ts";
import { reviewedParts } from "./reviews-made.ts";
import { placeParts } from "./service-places.ts";
import { partedParts, unlinkedParts } from "./unlinked.ts";

/** A part of an append: common table expressions, and what must come out of them for it to stand. */
export interface AppendPart {
  text: string;
  expects?: readonly Expected[];
}
/** `as`: a name in the result. `rows`: how many there were; `wanted`: how many there had to be. */
interface Expected {
  as: string;
  rows: string;
  wanted: string;
}

/**
 * What becomes true together with changes, part by part and in this order, each from `more.j`: a
 * statement holds those that there is something for, as the database looks at every part of it.
 */
export const effectParts = {
  aliases: { text: aliasParts },
  referrals: { text: referralParts },
  unlinked: {
    text: unlinkedParts,
    expects: [{ as: "unlinked_there", rows: "unlinked", wanted: "1" }],
  },
  parted: {
    text: partedParts,
    expects: [
      {
        as: "parted_there",
        rows: "parted_links",
        wanted: "(select count(*) from parted_rows where apart is not null)",
      },
    ],
  },
  inbox: {
    text: `
  inbox_put as (
    insert into inbox (system, partner, message_id, digest, ack)
    select $1, x.partner, x.message_id, x.digest, x.ack
    from more, jsonb_to_record(j->'inbox') as x(partner text, message_id text, digest text, ack text)
    where j ? 'inbox')`,
  },
  marks: {
    text: `
  m as (select x.* from more, jsonb_to_recordset(coalesce(j->'marks', '[]'))
    as x(partner text, origin text, key text, known bigint, ver bigint)),
  marks_added as (
    insert into marks (system, partner, origin, key, ver)
    select $1, partner, origin, key, ver from m where known = 0 returning 1),
  marks_moved as (
    update marks t set ver = m.ver from m
    where t.system = $1 and t.partner = m.partner and t.origin = m.origin and t.key = m.key
      and t.ver = m.known and m.known > 0 returning 1)`,
    expects: [
      {
        as: "marks_there",
        rows: "(select from marks_added union all select from marks_moved)",
        wanted: "(select count(*) from m)",
      },
    ],
  },
  links: {
    text: `
  links_put as (
    insert into links (system, partner, key, record_id, how, evidence, by_whom, left_at)
    select $1, x.partner, x.key, x.record_id, x.how, x.evidence, x.by_whom,
      case when x."left" then now() end
    from more, jsonb_to_recordset(coalesce(j->'links', '[]')) as x(partner text, key text,
      record_id uuid, how text, evidence text, by_whom text, "left" boolean)
    on conflict (system, partner, key) do nothing)`,
  },
  left: {
    text: `
  links_left as (
    update links t set left_at = case when x."left" then now() end
    from more, jsonb_to_recordset(coalesce(j->'left', '[]')) as x(partner text, key text, "left" boolean)
    where t.system = $1 and t.partner = x.partner and t.key = x.key)`,
  },
  asked: {
    text: `
  h as (select x.* from more, jsonb_to_recordset(coalesce(j->'held', '[]'))
    as x(match_id uuid, origin text, ver bigint, item text)),
  matches_put as (
    insert into matches (system, id, partner, key, why, candidates, held)
    select $1, x.id, x.partner, x.key, x.why,
      array(select jsonb_array_elements_text(x.candidates))::uuid[],
      (select count(*) from h where h.match_id = x.id)
    from more, jsonb_to_recordset(coalesce(j->'matches', '[]'))
      as x(id uuid, partner text, key text, why text, candidates jsonb)),
  held_put as (
    insert into held (system, match_id, origin, ver, item)
    select $1, match_id, origin, ver, item from h),
  -- A question that was answered meanwhile holds nothing more: then the decision is made again.
  asked as (
    select match_id, count(*) as n from h, more
    where not exists (select from jsonb_to_recordset(coalesce(j->'matches', '[]')) as x(id uuid)
      where x.id = h.match_id)
    group by match_id),
  still_asked as (
    update matches t set held = t.held + asked.n from asked
    where t.system = $1 and t.id = asked.match_id and t.state = 'waiting' returning 1)`,
    expects: [{ as: "asked_there", rows: "still_asked", wanted: "(select count(*) from asked)" }],
  },
  withdrawn: {
    text: `
  withdrawn as (
    update matches t set state = 'withdrawn', decided_at = now(), held = 0
    from more, jsonb_array_elements_text(coalesce(j->'withdrawn', '[]')) as x(id)
    where t.system = $1 and t.id = x.id::uuid and t.state = 'waiting'),
  forgotten as (
    delete from held t using more, jsonb_array_elements_text(coalesce(j->'withdrawn', '[]')) as x(id)
    where t.system = $1 and t.match_id = x.id::uuid)`,
  },
  answered: {
    text: `
  answered as (
    update matches t set state = x.state, decided_by = x.by, decided_at = now(), note = x.note
    from more, jsonb_to_record(j->'answered') as x(id uuid, state text, by text, note text, held integer)
    where j ? 'answered' and t.system = $1 and t.id = x.id and t.state = 'waiting'
      and t.held = x.held returning 1)`,
    expects: [{ as: "answered_there", rows: "answered", wanted: "1" }],
  },
  adopted: {
    text: `
  adopted as (
    update records t set subject = x.subject, household = coalesce(t.household, x.household)
    from more, jsonb_to_recordset(coalesce(j->'adopted', '[]'))
      as x(id uuid, subject uuid, household uuid)
    where t.system = $1 and t.id = x.id and t.subject is null),
  adopted_search as (
    update search_enrolment t set person = x.subject
    from more, jsonb_to_recordset(coalesce(j->'adopted', '[]')) as x(id uuid, subject uuid)
    where t.system = $1 and t.id = x.id and t.person is null
      and not exists (select from jsonb_to_recordset(coalesce(j->'search'->'search_enrolment'->'rows',
        '[]')) as k(id uuid) where k.id = x.id))`,
  },
  shadows: {
    text: `
  shadows_put as (
    insert into shadows (system, partner, record_id, fields)
    select $1, x.partner, x.record_id, x.fields
    from more, jsonb_to_recordset(coalesce(j->'shadows', '[]'))
      as x(partner text, record_id uuid, fields text)
    on conflict (system, partner, record_id) do update set fields = excluded.fields, at = now())`,
  },
  claims: {
    text: `
  claims_put as (
    insert into claims (system, id, partner, record_id, subject, field, proposal, value_hash,
      operation, purpose, agreement_mark, fields, message, next_attempt_at, made_by, made_at)
    select $1, x.id, x.partner, x.record_id, x.subject, x.field, x.proposal, x.value_hash,
      x.operation, x.purpose, x.agreement_mark,
      array(select jsonb_array_elements_text(x.fields)), x.message, x.made_at, x.made_by, x.made_at
    from more, jsonb_to_recordset(coalesce(j->'claims', '[]')) as x(id uuid, partner text,
      record_id uuid, subject uuid, field text, proposal uuid, value_hash text, operation text,
      purpose text, agreement_mark text, fields jsonb, message text, made_by text,
      made_at timestamptz))`,
  },
  proven: {
    text: `
  claims_proven as (
    update claims t set state = 'confirmed', confirmed_at = now()
    from more, jsonb_array_elements_text(coalesce(j->'proven', '[]')) as x(id)
    where t.system = $1 and t.proposal = x.id::uuid and t.state <> 'confirmed')`,
  },
  feed: {
    text: `
  fed as (
    update feeds t set epoch = x.epoch, heard_at = now(),
      epochs = case when x.fresh then t.epochs || x.epoch else t.epochs end,
      counter = case when t.epoch = x.epoch then greatest(t.counter, x.counter) else x.counter end,
      high = greatest(t.high, (select max(e.hlc collate "C") from unnest($15::text[], $19::text[])
        as e(origin, hlc) where e.origin = x.partner))
    from more, jsonb_to_record(j->'feed')
      as x(partner text, epoch text, counter bigint, known integer, fresh boolean)
    where j ? 'feed' and t.system = $1 and t.partner = x.partner
      and cardinality(t.epochs) = x.known returning 1),
  -- A partner that speaks is there: what waits for it is tried now, not when its pause ends.
  heard as (
    update subscriptions t set next_attempt_at = null
    from more, jsonb_to_record(j->'feed') as x(partner text)
    where j ? 'feed' and t.system = $1 and t.partner = x.partner
      and t.problem = 'unreachable' and t.next_attempt_at is not null)`,
    expects: [
      {
        as: "fed_there",
        rows: "fed",
        wanted: "(select case when (j->'feed'->>'there')::boolean then 1 else 0 end from more)",
      },
    ],
  },
  holding: { text: holdingParts },
  relayed: { text: relayedParts },
  places: { text: placeParts },
  reviewed: { text: reviewedParts },
} as const satisfies Record<string, AppendPart>;

export type EffectPart = keyof typeof effectParts;
