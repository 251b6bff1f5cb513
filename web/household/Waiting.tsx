import type { FieldView, HouseholdView } from "../../server/api/schemas.ts";
import { Concurrent } from "../fields/Concurrent.tsx";
import { ProposalCard } from "../parts/ProposalCard.tsx";
import { useWords } from "../words/useWords.ts";

type Open = { key: string; about: string; recordId: string; field: FieldView };

/** What of this household waits: for this office to decide first, then what others still decide. */
export function Waiting({ household }: { household: HouseholdView }) {
  const { t, code } = useWords();
  const all: Open[] = [
    ...household.fields.map((field) => ({ about: "", recordId: household.id, field })),
    ...household.members.flatMap((member) =>
      member.fields.map((field) => ({ about: member.name, recordId: member.id, field })),
    ),
  ].map((one) => ({ ...one, key: `${one.recordId} ${one.field.name}` }));
  const proposals = all
    .flatMap((one) => one.field.proposals.map((proposal) => ({ ...one, proposal })))
    .filter((one) => one.proposal.state === "waiting")
    .sort((a, b) => Number(b.proposal.yours_to_decide) - Number(a.proposal.yours_to_decide));
  const concurrent = all.filter((one) => one.field.also.length > 0);
  if (proposals.length === 0 && concurrent.length === 0) return null;
  const heading = (about: string, field: string) => (
    <h3>
      {about === "" ? null : (
        <>
          <bdi>{about}</bdi>
          {t("value.comma")}
        </>
      )}
      {code("field", field)}
    </h3>
  );
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t("household.waiting")}</h2>
      {proposals.map(({ key, about, field, proposal }) => (
        <div className="panel" key={`${key} ${proposal.id}`}>
          {heading(about, field.name)}
          <ProposalCard proposal={proposal} />
        </div>
      ))}
      {concurrent.map(({ key, about, field, recordId }) => (
        <div className="panel" key={key}>
          {heading(about, field.name)}
          <Concurrent field={field} recordId={recordId} />
        </div>
      ))}
    </section>
  );
}
