import { useQuery } from "@tanstack/react-query";
import { IconEye } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import type { PreviewItem, PreviewView } from "../../server/api/preview-schemas.ts";
import { call } from "../api/call.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

type Props = {
  /** The door of the dry run: the act's own, and `/preview`. */
  path: string;
  /** What saving would send; null: not finished yet. */
  body: object | null;
};

const typing_ms = 350;

/** What each partner will see, exactly as it will leave: the server asks the plan that sends. */
export function LeavingPreview({ path, body }: Props) {
  const { t } = useWords();
  const title = useId();
  const asked = useSettled(body === null ? "" : JSON.stringify(body));
  const seen = useQuery({
    queryKey: ["preview", path, asked],
    queryFn: () => call<PreviewView>("POST", path, JSON.parse(asked)),
    enabled: asked !== "",
    placeholderData: (before) => before,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const partners = asked === "" || seen.error ? [] : (seen.data?.partners ?? []);
  return (
    <section className="leaving" aria-labelledby={title} aria-busy={seen.isFetching}>
      <h3 id={title}>
        <IconEye size={18} aria-hidden="true" />
        {t("preview.title")}
      </h3>
      <div aria-live="polite">
        {asked === "" ? <p className="quiet">{t("preview.wait")}</p> : null}
        {asked !== "" && seen.error ? <p className="quiet">{t("preview.not_yet")}</p> : null}
        {seen.data && asked !== "" && !seen.error && partners.length === 0 ? (
          <p>{t("preview.nobody")}</p>
        ) : null}
        {partners.map((partner) => (
          <Partner key={`${partner.system.id}-${partner.way}`} partner={partner} />
        ))}
      </div>
    </section>
  );
}

/** The text once nobody has changed it for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typing_ms);
    return () => clearTimeout(timer);
  }, [text]);
  return text === "" ? "" : settled;
}

function Partner({ partner }: { partner: PreviewView["partners"][number] }) {
  const { t, system } = useWords();
  const { way, why, items } = partner;
  const name = system(partner.system);
  return (
    <div className="leaving-partner">
      <p>
        <SystemTag system={partner.system} /> {t(`preview.way.${way}`)}
      </p>
      {why === null ? null : <p>{t(`preview.why.${why}`, { system: name })}</p>}
      {items.map((item, at) => (
        <Item key={`${item.type}-${at}`} item={item} />
      ))}
      {items.length > 0 && way === "standing" ? (
        <p className="quiet">{t("preview.beside")}</p>
      ) : null}
    </div>
  );
}

/** Which record it is by number, and what was known before, is nothing that anybody reads. */
const unread: readonly string[] = ["target", "base", "to", "by"];

/** Of a referral what is read; its times and who answered stand below, and what is empty says nothing. */
const unreadOfReferral: readonly string[] = ["changed_at", "answered_at", "answered_by"];
const referralGroups: ReadonlyMap<string, string> = new Map([
  ["answer", "referral.state"],
  ["answer_reason", "referral.decline"],
  ["outcome", "referral.outcome"],
]);

function isRead({ type }: PreviewItem, { field, value }: PreviewItem["values"][number]): boolean {
  if (unread.includes(field) || field === "field") return false;
  if (type !== "Referral") return true;
  return !unreadOfReferral.includes(field) && value !== null && value !== "";
}

function Item({ item }: { item: PreviewItem }) {
  const { t, code, value } = useWords();
  if (item.left) return <p>{t("preview.left")}</p>;
  const field = item.values.find((one) => one.field === "field")?.value;
  const about = typeof field === "string" ? field : null;
  const shown = item.values.filter((one) => isRead(item, one));
  return (
    <>
      {item.first && item.type === "Person" ? <p>{t("preview.first")}</p> : null}
      <dl className="fields">
        {shown.map((one) => (
          <div key={one.field} className="field">
            <dt>{about && one.field === "value" ? code("field", about) : label(one.field)}</dt>
            <dd dir="auto">{inWords(one)}</dd>
          </div>
        ))}
        {item.reason !== "" && !shown.some((one) => one.field === "reason") ? (
          <div className="field">
            <dt>{t("field.reason")}</dt>
            <dd dir="auto">{item.reason}</dd>
          </div>
        ) : null}
      </dl>
    </>
  );
  function inWords({ field: name, value: said }: PreviewItem["values"][number]): string {
    const group = item.type === "Referral" ? referralGroups.get(name) : undefined;
    if (group !== undefined && typeof said === "string") return code(group, said);
    return value(about && name === "value" ? about : name, said);
  }
  function label(name: string): string {
    return name === "person" ? t("programme.who") : code("field", name);
  }
}
