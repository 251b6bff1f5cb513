import { useState } from "react";
import type { AccessMade, NewAccessBody } from "../../server/api/access-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { useWords } from "../words/useWords.ts";

type Props = {
  kind: NewAccessBody["kind"];
  /** Names of providers to choose from. */
  providers?: readonly string[];
  /** Whose calendar, for a person's. */
  person?: { id: string; name: string };
  close: () => void;
};

const spans: Record<NewAccessBody["kind"], readonly number[]> = {
  provider: [7, 30, 90],
  agenda: [90, 365],
  person: [90, 365],
};

/** Makes a link that works without an account. Its address is shown here once and kept by nobody. */
export function AccessDialog({ kind, providers = [], person, close }: Props) {
  const { t } = useWords();
  const act = useAct<NewAccessBody, AccessMade>("/access-links");
  const [provider, setProvider] = useState(providers.length === 1 ? (providers[0] ?? "") : "");
  const [days, setDays] = useState(String(kind === "provider" ? 30 : 90));
  const send = () => {
    if (act.data) return close();
    const body: NewAccessBody = {
      kind,
      days: Number(days),
      ...(kind === "provider" ? { provider } : {}),
      ...(person ? { person_id: person.id } : {}),
    };
    return act.mutate(body);
  };
  return (
    <FormDialog
      title={t(`access.new.${kind}`, { name: person?.name ?? "" })}
      submit={t(act.data ? "form.close" : "access.make")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>{t(`access.means.${kind}`)}</p>
      {act.data ? (
        <Made path={act.data.path} />
      ) : (
        <>
          {kind === "provider" ? (
            <Choice
              label={t("access.provider")}
              value={provider}
              options={providers.map((one) => [one, one])}
              required
              onChange={setProvider}
            />
          ) : null}
          <Choice
            label={t("access.days")}
            value={days}
            options={spans[kind].map((one) => [
              String(one),
              t("access.days_count", { count: one }),
            ])}
            onChange={setDays}
          />
        </>
      )}
    </FormDialog>
  );
}

function Made({ path }: { path: string }) {
  const { t } = useWords();
  const address = `${window.location.origin}${path}`;
  const [copied, setCopied] = useState(false);
  return (
    <div role="status">
      <p>
        <strong>{t("access.made")}</strong> {t("access.once")}
      </p>
      <p>
        <code className="access-address" dir="ltr">
          {address}
        </code>
      </p>
      <button
        type="button"
        className="button button-small"
        onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}
      >
        {t(copied ? "access.copied" : "access.copy")}
      </button>
    </div>
  );
}
