import { IconPlayerPause, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import type {
  LinkPauseBody,
  LinkResumeBody,
  LinkTraffic,
  LinkView,
} from "../../server/api/link-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { useSession } from "../frame/session.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { StopDialog } from "./StopDialog.tsx";

type Props = { partner: string; name: string; traffic: LinkTraffic };

/** What goes to a partner: how much waits, since when and why, and the one thing to do about it. */
export function Traffic({ partner, name, traffic }: Props) {
  const { t } = useWords();
  const { persona } = useSession();
  const heading = `traffic-${partner}`;
  return (
    <section className="link-traffic" aria-labelledby={heading}>
      <h3 id={heading}>{t("link.traffic.title", { system: name })}</h3>
      <TrafficLines name={name} traffic={traffic} />
      {persona.role === "supervisor" ? (
        <TrafficActs partner={partner} name={name} traffic={traffic} />
      ) : null}
    </section>
  );
}

function TrafficLines({ name, traffic }: Omit<Props, "partner">) {
  const { t, when } = useWords();
  const { state, waiting, oldest_at, acked_at, problem, next_attempt_at } = traffic;
  const says = t(`link.traffic.${state}`, { count: waiting, system: name });
  return (
    <>
      <p className={state === "waiting" || state === "paused" ? "strong" : undefined}>{says}</p>
      {problem === "" ? null : (
        <p>
          {t(`sync.problem.${problem}`)}
          {next_attempt_at === null ? null : (
            <> {t("link.traffic.next", { time: when(next_attempt_at) })}</>
          )}
        </p>
      )}
      {traffic.paused_by === "" ? null : (
        <p>
          {t("link.traffic.paused_by", {
            name: traffic.paused_by,
            reason: traffic.pause_note,
          })}
        </p>
      )}
      <p className="quiet">
        {waiting > 0 && oldest_at !== null
          ? t("link.traffic.oldest", { time: when(oldest_at) })
          : acked_at === null
            ? t("link.traffic.never")
            : t("link.traffic.taken", { time: when(acked_at) })}
      </p>
    </>
  );
}

/** Going on is always safe, so it is one click; pausing is told to everybody, so it has a reason. */
function TrafficActs({ partner, name, traffic }: Props) {
  const { t } = useWords();
  const [pausing, setPausing] = useState(false);
  const pause = useAct<LinkPauseBody, LinkView>("/links/pause");
  const resume = useAct<LinkResumeBody, LinkView>("/links/resume");
  const { state } = traffic;
  const stuck = state === "paused" || state === "waiting";
  const Go = state === "paused" ? IconPlayerPlay : IconRefresh;
  return (
    <>
      <FailureLine error={resume.error} />
      <div className="actions">
        {stuck ? (
          <button
            type="button"
            className="button button-primary"
            disabled={resume.isPending}
            onClick={() => resume.mutate({ partner })}
          >
            <Go size={18} aria-hidden="true" />
            {t(state === "paused" ? "link.traffic.resume" : "link.traffic.retry", { system: name })}
          </button>
        ) : null}
        {traffic.paused_by === "" ? (
          <button type="button" className="button" onClick={() => setPausing(true)}>
            <IconPlayerPause size={18} aria-hidden="true" />
            {t("link.traffic.pause", { system: name })}
          </button>
        ) : null}
      </div>
      {pausing ? (
        <StopDialog
          title={t("link.traffic.pause", { system: name })}
          means={t("link.traffic.pause_means", { system: name })}
          submit={t("link.traffic.pause_now")}
          busy={pause.isPending}
          error={pause.error}
          close={() => setPausing(false)}
          stop={(reason) =>
            pause.mutate({ partner, reason }, { onSuccess: () => setPausing(false) })
          }
        />
      ) : null}
    </>
  );
}
