import { useQuery } from "@tanstack/react-query";
import type { Proposal, TodayItem } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { ProposalCard } from "../parts/ProposalCard.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";

/** The proposal of one row of Today with both values, fetched when the row is opened. */
export function TodayProposal({ item }: { item: TodayItem }) {
  const { t } = useWords();
  const household = useQuery({
    ...queries.household(item.household_id ?? ""),
    enabled: item.household_id !== null,
  });
  const person = useQuery({
    ...queries.person(item.person_id ?? ""),
    enabled: item.household_id === null && item.person_id !== null,
  });
  const asked = item.household_id === null ? person : household;
  if (asked.error) return <ErrorPanel error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.isPending) return <Skeleton rows={2} />;
  const people = [...(household.data?.members ?? []), ...(person.data ? [person.data] : [])];
  const fields = [
    ...(household.data?.fields ?? []),
    ...people.flatMap((one) => [...one.fields, ...one.enrolments.map((e) => e.status)]),
  ];
  const proposals: Proposal[] = fields.flatMap((field) => field.proposals);
  const proposal = proposals.find((one) => one.id === item.target);
  if (proposal === undefined) return <p className="quiet">{t("proposal.gone")}</p>;
  return <ProposalCard proposal={proposal} titled />;
}
