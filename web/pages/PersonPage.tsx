import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { PersonDetail } from "../household/PersonDetail.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";

/** Leads to the person's household with the person opened; a person without one is shown alone. */
export function PersonPage() {
  const { id } = useParams({ from: "/frame/people/$id" });
  const person = useQuery(queries.person(id));
  if (person.data?.household_id) {
    return (
      <Navigate
        to="/households/$id"
        params={{ id: person.data.household_id }}
        search={{ tab: "members", person: person.data.id }}
        replace
      />
    );
  }
  if (person.data) {
    return (
      <>
        <PageTitle title={person.data.name} />
        <PersonDetail person={person.data} />
      </>
    );
  }
  if (person.error) return <FailedPage error={person.error} retry={() => void person.refetch()} />;
  return <Skeleton rows={8} />;
}
