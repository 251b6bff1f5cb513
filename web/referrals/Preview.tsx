import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReferBody, ReferralPreview } from "../../server/api/referral-schemas.ts";
import type { PersonView, SystemRef } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { leavingText } from "./referral-words.ts";

type Props = {
  person: PersonView;
  office: SystemRef;
  body: ReferBody | null;
  /** Fields that leave but are not said yet. */
  unsaid: readonly string[];
};

/** Exactly what leaves, now and when it is accepted, and under which agreement: before it does. */
export function Preview({ person, office, body, unsaid }: Props) {
  const { t, system, day } = useWords();
  const found = useQuery(queries.referralPreview(person.id, body));
  const preview = body === null ? undefined : found.data;
  return (
    <section className="panel refer-leaving" aria-labelledby="leaving">
      <h2 id="leaving">{t("referral.preview.title")}</h2>
      {body === null ? <p className="quiet">{t("referral.preview.wait")}</p> : null}
      {body !== null && found.error && !preview ? (
        <ErrorPanel error={found.error} retry={() => void found.refetch()} />
      ) : null}
      {preview ? (
        <Leaves preview={preview} person={person} office={system(office)} unsaid={unsaid} />
      ) : null}
      {preview?.agreement ? (
        <div className="leaving-law">
          <h3>{t("referral.preview.agreement")}</h3>
          <p dir="auto">{preview.agreement.text}</p>
          <p className="quiet">
            {t("referral.preview.until", { day: day(preview.agreement.until) })}{" "}
            {t("referral.preview.logged")}
          </p>
        </div>
      ) : null}
    </section>
  );
}

function Leaves({
  preview,
  person,
  office,
  unsaid,
}: Pick<Props, "person" | "unsaid"> & {
  preview: ReferralPreview;
  office: string;
}) {
  const words = useWords();
  const { t, code } = words;
  if (preview.open !== null) {
    return (
      <p>
        {t("referral.new.open")}{" "}
        <Link to="/referrals/$id" params={{ id: preview.open }}>
          {t("referral.new.open_link")}
        </Link>
      </p>
    );
  }
  if (preview.why !== "") {
    return (
      <p>
        {t(`referral.why.${preview.why}`, { system: office })}{" "}
        {preview.unmet.map((rule) => t(`referral.rule.${rule}`)).join(" ")}
      </p>
    );
  }
  const shown = preview.leaves.filter(({ type }) => !preview.shared_already || type === "Referral");
  const isPlain = !preview.leaves.some(({ type }) => type === "Referral");
  return (
    <>
      {isPlain ? <p>{t("referral.preview.plain")}</p> : null}
      {preview.shared_already ? (
        <p>{t("referral.preview.shared_already", { system: office })}</p>
      ) : null}
      {shown.map(({ type, fields }) => (
        <div key={type}>
          <h3>{t(`referral.preview.type.${type}`)}</h3>
          <dl className="fields">
            {fields
              .filter(
                ({ field, value }) => hasValue(value) && field !== "to" && field !== "request",
              )
              .map(({ field, value }) => (
                <div key={field} className="field">
                  <dt>{code("field", field)}</dt>
                  <dd dir="auto">
                    {unsaid.includes(field)
                      ? t("value.none")
                      : leavingText(words, field, value, person.name)}
                  </dd>
                </div>
              ))}
          </dl>
        </div>
      ))}
      {preview.shared_already ? null : (
        <details>
          <summary>{t("referral.preview.later", { system: office })}</summary>
          {preview.on_acceptance.length === 0 ? (
            <p className="quiet">{t("referral.preview.nothing_more")}</p>
          ) : null}
          <Later preview={preview} />
        </details>
      )}
    </>
  );
}

/** By name only: the values stand on the person's page. */
function Later({ preview }: { preview: ReferralPreview }) {
  const { t, code, language } = useWords();
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  return (
    <dl className="fields">
      {preview.on_acceptance.map(({ type, fields }) => (
        <div key={type} className="field">
          <dt>
            {t(`referral.preview.type.${type}`, { defaultValue: t("referral.preview.type.other") })}
          </dt>
          <dd>
            {list.format(fields.filter((one) => one !== "person").map((one) => code("field", one)))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What is empty leaves as nothing. */
function hasValue(value: unknown): boolean {
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
