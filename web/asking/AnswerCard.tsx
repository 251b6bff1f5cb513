import { IconAlertTriangle, IconShieldCheck, IconUserOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { AskedView } from "../../server/api/asking-schemas.ts";
import { SystemMark } from "../parts/SystemMark.tsx";
import { useWords } from "../words/useWords.ts";
import { SaidTable } from "./SaidTable.tsx";

type Props = { asked: AskedView; name: string };

/** One question and its answer: what they say, when, on whose signature, and where it differs from ours. */
export function AnswerCard({ asked, name }: Props) {
  const { t, system, when, code } = useWords();
  const other = system(asked.partner);
  return (
    <li className={`answer answer-${asked.state}`}>
      <h4>
        <SystemMark kind={asked.partner.kind} word="none" />
        {t(`ask.heading.${asked.what}`, { system: other })}
        <time className="quiet" dateTime={asked.at}>
          {when(asked.settled_at ?? asked.at)}
        </time>
      </h4>
      <Said asked={asked} other={other} name={name} />
      <p className="quiet answer-foot">
        {t("ask.foot", { name: asked.by, purpose: code("ask.purpose", asked.purpose) })}
        <Signature asked={asked} />
      </p>
    </li>
  );
}

function Said({ asked, other, name }: Props & { other: string }) {
  const { t } = useWords();
  if (asked.state === "failed") {
    return (
      <Line icon={<IconAlertTriangle size={18} aria-hidden="true" />} kind="warn">
        <strong>{t("ask.failed")}</strong> {t(`ask.why.${asked.why}`, { system: other })}{" "}
        {t("ask.nothing_changes", { name })}
      </Line>
    );
  }
  if (asked.state === "rejected") {
    return (
      <Line icon={<IconAlertTriangle size={18} aria-hidden="true" />} kind="warn">
        {t("ask.rejected", { system: other })} {t("ask.nothing_changes", { name })}
      </Line>
    );
  }
  if (asked.state === "asked")
    return <p className="quiet">{t("ask.waiting", { system: other })}</p>;
  if (asked.what === "enrolment") return <Enrolled asked={asked} other={other} />;
  if (asked.records.length === 0) {
    return (
      <Line icon={<IconUserOff size={18} aria-hidden="true" />} kind="none">
        {t("ask.nobody")}
      </Line>
    );
  }
  return (
    <>
      {asked.records.length > 1 ? (
        <p className="quiet">{t("ask.several", { count: asked.records.length })}</p>
      ) : null}
      {asked.records.map((fields, at) => (
        <SaidTable key={`${asked.id} ${at}`} fields={fields} other={other} />
      ))}
    </>
  );
}

function Enrolled({ asked, other }: { asked: AskedView; other: string }) {
  const { t, code, when } = useWords();
  if (asked.enrolments.length === 0) {
    return (
      <Line icon={<IconUserOff size={18} aria-hidden="true" />} kind="none">
        {t("ask.not_enrolled", { system: other })}
      </Line>
    );
  }
  return (
    <ul className="enrolled">
      {asked.enrolments.map((one, at) => (
        <li key={`${asked.id} ${at}`}>
          <span className={`tag status-${one.status || "other"}`}>
            {one.status === "" ? <bdi>{one.word}</bdi> : code("enrolment_status", one.status)}
          </span>{" "}
          {one.programme === "" ? null : <bdi>{one.programme}</bdi>}{" "}
          <span className="quiet">{t("ask.as_of", { when: when(one.as_of) })}</span>
        </li>
      ))}
    </ul>
  );
}

function Line({
  icon,
  kind,
  children,
}: {
  icon: ReactNode;
  kind: "warn" | "none";
  children: ReactNode;
}) {
  return (
    <p className={`answer-line answer-line-${kind}`}>
      {icon}
      <span>{children}</span>
    </p>
  );
}

function Signature({ asked }: { asked: AskedView }) {
  const { t } = useWords();
  if (asked.signature === "none") return null;
  if (asked.signature === "same_node") return <span>{t("ask.signature.same_node")}</span>;
  return (
    <span className="answer-signature">
      <IconShieldCheck size={15} aria-hidden="true" />
      {t("ask.signature.held", { key: asked.key.slice(0, 8) })}
    </span>
  );
}
