import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** Which subscriptions of a partner told it of a person. */
export interface ToldPerson {
  record_id: string;
  codes: string[];
}

/** The people a plain partner was told of and who did not leave, by id after `after`; `only`: of these. */
export async function readToldPeople(
  store: Store,
  partner: SystemId,
  after: string | null,
  limit: number,
  only: readonly string[] | null = null,
): Promise<ToldPerson[]> {
  return store.query<ToldPerson>(toldAfter, [store.system.id, partner, after, limit, only]);
}

/** One person by whose identifier a partner is asked. */
export interface AskedPerson {
  record_id: string;
  fields: string[];
}

/**
 * Writes down, before a question leaves, whom it names and by which fields, with its line in the
 * audit log. The partner was told of them before; the question tells it nothing new.
 */
export async function discloseAsked(
  store: Store,
  partner: SystemId,
  purpose: string,
  transactionId: string,
  people: readonly AskedPerson[],
): Promise<void> {
  await store.query(asked, [
    store.system.id,
    partner,
    purpose,
    transactionId,
    JSON.stringify(people),
    `${partner} ${purpose} sync/search ${people.length} people compared`,
  ]);
}

const toldAfter: Statement = {
  name: "told-people-after",
  text: `select t.record_id, array_agg(t.sub order by t.sub) as codes
    from sent t
    join subscriptions s on s.system = $1 and s.code = t.sub and s.partner = $2
      and s.status <> 'ended' and s.event_type <> 'tandem:changed'
    join records r on r.system = $1 and r.id = t.record_id and r.type = 'Person'
    where t.system = $1 and not t.gone and t.ver > 0 and t.fields is not null
      and ($3::uuid is null or t.record_id > $3::uuid)
      and ($5::uuid[] is null or t.record_id = any($5::uuid[]))
    group by t.record_id order by t.record_id limit $4`,
};
const asked: Statement = {
  name: "disclose-asked",
  text: `with told as (
      insert into disclosures (system, partner, record_id, subject, purpose, fields, how, message_id)
      select $1, $2, x.record_id, x.record_id, $3,
        array(select jsonb_array_elements_text(x.fields)), 'question', $4
      from jsonb_to_recordset($5::jsonb) as x(record_id uuid, fields jsonb))
    insert into audit (system, actor, act, detail) values ($1, $1, 'question.ask', $6)`,
};
