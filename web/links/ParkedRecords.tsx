import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ParkedDecision, ParkedList, ParkedView } from "../../server/api/link-schemas.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { useSession } from "../frame/session.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { StopDialog } from "./StopDialog.tsx";

/** Records that a partner refused; nothing is shown while there are none. */
export function ParkedRecords() {
  const { t } = useWords();
  const parked = useQuery(queries.parked());
  const items = parked.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel parked" aria-labelledby="parked-title">
      <h2 id="parked-title">{t("parked.title", { count: items.length })}</h2>
      <p>{t("parked.lead")}</p>
      <ul className="parked-list">
        {items.map((one) => (
          <ParkedRow key={one.id} parked={one} />
        ))}
      </ul>
    </section>
  );
}

function ParkedRow({ parked }: { parked: ParkedView }) {
  const { t, when, system } = useWords();
  const { persona } = useSession();
  const name = system(parked.partner);
  return (
    <li>
      <p className="strong">
        <Whom parked={parked} />
      </p>
      <p>{t("parked.says", { system: name, time: when(parked.at), count: parked.attempts })}</p>
      <p className="quiet">
        {t("parked.behind", { count: parked.behind })} {parked.reason}{" "}
        <code dir="ltr">{parked.code}</code>
      </p>
      {persona.role === "supervisor" ? (
        <ParkedActs parked={parked} name={name} />
      ) : (
        <p className="quiet">{t("parked.supervisor")}</p>
      )}
    </li>
  );
}

/** What it is and whom it is about, as a link to their page where there is one. */
function Whom({ parked: { type, name, household, person } }: { parked: ParkedView }) {
  const { t } = useWords();
  const words = t(name === "" ? `parked.what.${type}` : `parked.what_of.${type}`, { name });
  if (household !== null) {
    const search = { tab: "members" as const, ...(person === null ? {} : { person }) };
    return (
      <Link to="/households/$id" params={{ id: household }} search={search}>
        {words}
      </Link>
    );
  }
  if (person === null) return words;
  return (
    <Link to="/people/$id" params={{ id: person }}>
      {words}
    </Link>
  );
}

function ParkedActs({ parked, name }: { parked: ParkedView; name: string }) {
  const { t } = useWords();
  const [discarding, setDiscarding] = useState(false);
  const act = useAct<ParkedDecision, ParkedList>(`/parked/${parked.id}/decision`);
  return (
    <>
      <FailureLine error={discarding ? null : act.error} />
      <div className="actions">
        <button
          type="button"
          className="button button-primary"
          disabled={act.isPending}
          onClick={() => act.mutate({ decision: "release" })}
        >
          {t("parked.release")}
        </button>
        <button type="button" className="button" onClick={() => setDiscarding(true)}>
          {t("parked.discard")}
        </button>
      </div>
      {discarding ? (
        <StopDialog
          title={t("parked.discard_title")}
          means={t("parked.discard_means", { system: name })}
          submit={t("parked.discard_now")}
          busy={act.isPending}
          error={act.error}
          close={() => setDiscarding(false)}
          stop={(reason) =>
            act.mutate({ decision: "discard", reason }, { onSuccess: () => setDiscarding(false) })
          }
        />
      ) : null}
    </>
  );
}
