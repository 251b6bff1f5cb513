import { creatorOf, type StoredRecord } from "../../../domain/record.ts";
import { decideLink, identifiersOf, sameIdentifier } from "../../../domain/matching.ts";
import { recordFromPartner, type Incoming } from "../../../domain/receiving.ts";
import type { SystemId } from "../../../domain/records/field.ts";
import type { Link } from "../../../store/load.ts";
import type { Desk } from "./desk.ts";

/** A key heard of for the first time: the declared rule links it, makes a record, or asks a person. */
export function meet(desk: Desk, item: Incoming): void {
  if (item.type !== "Person") return create(desk, item);
  const decision = decideLink(
    item.delta,
    desk.batch.trustedIdentifiers,
    foundFor(desk, item).map((record) => desk.now(record)),
    desk.at.alike.get(item.key) ?? [],
    ({ id }) =>
      desk.at.parted.some(({ record_id, key }) => record_id === id && ["", item.key].includes(key)),
  );
  if (decision.kind === "create") return create(desk, item);
  if (decision.kind === "link" && !isTaken(desk, decision.record.id, item.key)) {
    desk.link(item.key, decision.record.id, "rule", decision.evidence);
    desk.at.references.set(item.key, decision.record);
    return desk.apply(decision.record, item);
  }
  const id = desk.ctx.newId();
  const asked = decision.kind === "ask" ? decision.candidates : [decision.record];
  const candidates = asked.map((record) => record.id);
  desk.also.matches.push({
    id,
    partner: desk.batch.partner,
    key: item.key,
    why: decision.kind === "ask" ? decision.why : "several",
    candidates,
  });
  desk.remember(item.key, { record_id: null, match_id: id });
  desk.holdForMatch(id, item);
}

function create(desk: Desk, item: Incoming): void {
  const record = recordFromPartner(item, desk.ctx.newId(), desk.about(item));
  desk.at.records.set(record.id, record);
  desk.at.references.set(item.key, record);
  if (item.type === "Person") desk.created.add(record.id);
  desk.link(item.key, record.id, "new", "");
  desk.apply(record, item);
}

/** Who carries one of the item's trusted identifiers: known before, or come with this very batch. */
function foundFor(desk: Desk, item: Incoming): StoredRecord[] {
  const wanted = identifiersOf(item.delta).filter((one) =>
    desk.batch.trustedIdentifiers.includes(one.identifier_type),
  );
  const carries = (record: StoredRecord) =>
    identifiersOf(record.state).some((mine) => wanted.some((one) => sameIdentifier(mine, one)));
  const found = desk.at.found.get(item.key) ?? [];
  const fresh = [...desk.created].flatMap((id) => desk.at.records.get(id) ?? []);
  return [...found, ...fresh.filter(carries)];
}

/** Is our record already another record of this partner's? Then the partner has the person twice. */
function isTaken(desk: Desk, recordId: string, key: string): boolean {
  const { partner } = desk.batch;
  const linked = [...desk.at.links, ...desk.also.links].filter(
    (link) => link.record_id === recordId,
  );
  return linked.some((link) => isOtherOfPartner(link, partner, key));
}

/** Does a link say that a record is one of the partner's own, under another key than this one? */
export function isOtherOfPartner(
  link: Pick<Link, "partner" | "key">,
  partner: SystemId,
  key: string,
): boolean {
  return link.partner === partner && link.key !== key && creatorOf(link.key) === partner;
}
