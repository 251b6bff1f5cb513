import { IconCircleCheck, IconCircleX, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { LinkStateBody, LinkView } from "../../server/api/link-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { useSession } from "../frame/session.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { LinkAlarms } from "./LinkAlarms.tsx";
import { StopDialog } from "./StopDialog.tsx";
import { Traffic } from "./Traffic.tsx";

/** One partner: the state in words, the checklist, and for supervisors the one act that is possible. */
export function LinkPanel({ link }: { link: LinkView }) {
  const { t, system, when, day } = useWords();
  const name = system(link.partner);
  const unmet = link.checks.filter(({ met }) => !met).length;
  const heading = `link-${link.partner.id}`;
  return (
    <section className="panel partner-link" aria-labelledby={heading}>
      <div className="partner-link-head">
        <h2 id={heading}>
          <bdi>{name}</bdi>
        </h2>
        <span className={`tag ${tagOf(link, unmet)}`}>
          {t(`link.state.${shownOf(link, unmet)}`)}
        </span>
      </div>
      <p className="quiet">
        {t(`link.profile.${link.profile}`)}
        {t("value.comma")}
        <bdi>{link.address}</bdi>
      </p>
      <p>{t(`link.says.${stateOf(link, unmet)}`, { system: name, count: unmet })}</p>
      <LinkAlarms partner={link.partner.id} name={name} alarms={link.alarms} />
      {link.state === "stopped" ? (
        <p>{t("link.stopped_by", { name: link.changed_by, reason: link.reason })}</p>
      ) : null}
      {link.traffic === null ? null : (
        <Traffic partner={link.partner.id} name={name} traffic={link.traffic} />
      )}
      <ul className="prerequisites" aria-label={t("link.checklist")}>
        {link.checks.map(({ id, met }) => (
          <li key={id} className={met ? "check-met" : "check-unmet"}>
            {met ? (
              <IconCircleCheck size={20} aria-hidden="true" />
            ) : (
              <IconCircleX size={20} aria-hidden="true" />
            )}
            <span>
              {t(`link.check.${id}`, { system: name })}
              <span className="unseen">{t("value.comma")}</span>{" "}
              <span className={met ? "quiet" : "strong"}>
                {t(met ? "link.met" : `link.unmet.${id}`, { system: name })}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <dl className="fields">
        <Fact label={t("link.heard")}>
          {link.heard_at === null ? t("link.never") : when(link.heard_at)}
        </Fact>
        <Fact label={t("link.reached")}>
          {link.reached_at === null ? t("link.never") : when(link.reached_at)}
        </Fact>
        {link.held.length + link.missing === 0 ? null : (
          <Fact label={t("link.held")}>
            <Held held={link.held} missing={link.missing} />
          </Fact>
        )}
        {link.rules.length === 0 ? null : (
          <Fact label={t("link.rules")}>
            {link.rules.map((rule) => (
              <div key={rule} dir="auto">
                {rule}
              </div>
            ))}
          </Fact>
        )}
        {link.compared === null ? null : (
          <Fact label={t("link.compared")}>
            <Compared compared={link.compared} />
          </Fact>
        )}
        {link.basis === "" ? null : (
          <Fact label={t("link.basis")}>
            <span dir="auto">{link.basis}</span>{" "}
            <span className="quiet">{t("value.until", { day: day(link.valid_until) })}</span>
          </Fact>
        )}
      </dl>
      {link.standing ? <LinkActs link={link} unmet={unmet} name={name} /> : null}
    </section>
  );
}

/** When both were last held against each other, and what was found. */
function Compared({ compared }: { compared: NonNullable<LinkView["compared"]> }) {
  const { t, when, number } = useWords();
  const { how, at, records, different, repaired, waiting, problem } = compared;
  const time = when(at);
  const isSearch = how === "search";
  const why = isSearch && problem !== "" ? [t(`link.compared.why.${problem}`)] : [];
  if (problem !== "" && records === 0) {
    return <>{[t("link.compared.not", { time }), ...why].join(t("value.comma"))}</>;
  }
  const line = t("link.compared.line", {
    time,
    records: number(records),
    different: number(different),
  });
  const more = [
    ...(different > 0 ? [t("link.compared.repaired", { repaired: number(repaired) })] : []),
    ...(waiting > 0
      ? [
          t(isSearch ? "link.compared.unclear" : "link.compared.waiting", {
            waiting: number(waiting),
          }),
        ]
      : []),
    ...why.map((one) => t("link.compared.ended", { why: one })),
  ];
  return <>{[line, ...more].join(t("value.comma"))}</>;
}

/** Its own changes that wait here, each reason with what is done about it. */
function Held({ held, missing }: Pick<LinkView, "held" | "missing">) {
  const { t } = useWords();
  return (
    <>
      {held.map(({ reason, count }) => (
        <div key={reason}>
          {t("link.held.count", { count })} {t(`sync.held_why.${reason}`)}
        </div>
      ))}
      {missing > 0 ? <div className="quiet">{t("link.missing", { count: missing })}</div> : null}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="field">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Starting and stopping is a supervisor's; a worker is told so instead of missing a button. */
function LinkActs({ link, unmet, name }: { link: LinkView; unmet: number; name: string }) {
  const { t } = useWords();
  const { persona } = useSession();
  const [stopping, setStopping] = useState(false);
  const act = useAct<LinkStateBody, LinkView>("/links/state");
  if (persona.role !== "supervisor") return <p className="quiet">{t("link.supervisor")}</p>;
  const start = () => act.mutate({ partner: link.partner.id, state: "running" });
  return (
    <>
      <FailureLine error={stopping ? null : act.error} />
      <div className="actions">
        {link.state === "running" ? (
          <button type="button" className="button" onClick={() => setStopping(true)}>
            <IconPlayerPause size={18} aria-hidden="true" />
            {t("link.stop", { system: name })}
          </button>
        ) : (
          <button
            type="button"
            className="button button-primary"
            onClick={start}
            disabled={unmet > 0 || act.isPending}
            aria-describedby={unmet > 0 ? `wants-${link.partner.id}` : undefined}
          >
            <IconPlayerPlay size={18} aria-hidden="true" />
            {t("link.start", { system: name })}
          </button>
        )}
        {link.state !== "running" && unmet > 0 ? (
          <span className="quiet" id={`wants-${link.partner.id}`}>
            {t("link.start_wants")}
          </span>
        ) : null}
      </div>
      {stopping ? (
        <StopDialog
          title={t("link.stop", { system: name })}
          means={t("link.stop_means")}
          submit={t("link.stop_now")}
          busy={act.isPending}
          error={act.error}
          close={() => setStopping(false)}
          stop={(reason) =>
            act.mutate(
              { partner: link.partner.id, state: "stopped", reason },
              { onSuccess: () => setStopping(false) },
            )
          }
        />
      ) : null}
    </>
  );
}

/** Its tag says that it wants looking at also where everything holds and its history is in doubt. */
function shownOf(link: LinkView, unmet: number): Said {
  const said = stateOf(link, unmet);
  const isFine = said === "open" || said === "running";
  return isFine && link.alarms.length > 0 ? "incomplete" : said;
}

type Said = LinkView["state"] | "incomplete" | "paused";

/** A link that is open or runs, but is paused, or of which something does not hold any more. */
function stateOf({ state, traffic }: LinkView, unmet: number): Said {
  if (state === "waiting" || state === "stopped") return state;
  if (traffic?.state === "paused") return "paused";
  return unmet > 0 ? "incomplete" : state;
}

function tagOf(link: LinkView, unmet: number): string {
  const tags: Record<Said, string> = {
    open: "tag-ok",
    running: "tag-ok",
    waiting: "tag-warn",
    incomplete: "tag-warn",
    paused: "tag-warn",
    stopped: "tag-bad",
  };
  return tags[shownOf(link, unmet)];
}
