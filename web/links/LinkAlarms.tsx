import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import type { LinkAlarmBody, LinkView } from "../../server/api/link-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { useSession } from "../frame/session.ts";
import { useWords } from "../words/useWords.ts";
import { StopDialog } from "./StopDialog.tsx";

type Alarm = LinkView["alarms"][number];
type Props = { partner: string; name: string; alarms: readonly Alarm[] };

/** What a partner's audit log was found to lack; it stands until a supervisor has seen to it. */
export function LinkAlarms({ partner, name, alarms }: Props) {
  const { t, when } = useWords();
  const { persona } = useSession();
  const [open, setOpen] = useState<Alarm | null>(null);
  const act = useAct<LinkAlarmBody, LinkView>("/links/alarm");
  return (
    <>
      {alarms.map((alarm) => (
        <div key={alarm.code} className="notice notice-bad link-alarm" role="note">
          <IconAlertTriangle size={20} aria-hidden="true" />
          <div className="notice-words">
            <p>
              <strong>{t(`link.alarm.${alarm.code}`, { system: name })}</strong>
            </p>
            <p>
              {t("link.alarm.since", { time: when(alarm.at) })}{" "}
              {t(`link.alarm_do.${alarm.code}`, { system: name })}
            </p>
            {alarm.code === "no_checkpoint" ? null : (
              <p>
                {t("link.alarm.shows")}{" "}
                <code dir="ltr">{`npx tandem audit witness --partner ${partner}`}</code>
              </p>
            )}
            {persona.role === "supervisor" ? (
              <button type="button" className="button button-small" onClick={() => setOpen(alarm)}>
                {t("link.alarm.seen_to")}
              </button>
            ) : (
              <p className="quiet">{t("link.alarm.supervisor")}</p>
            )}
          </div>
        </div>
      ))}
      {open === null ? null : (
        <StopDialog
          title={t(`link.alarm.${open.code}`, { system: name })}
          means={t("link.alarm.seen_to_means")}
          submit={t("link.alarm.seen_to")}
          busy={act.isPending}
          error={act.error}
          close={() => setOpen(null)}
          stop={(reason) =>
            act.mutate({ partner, code: open.code, reason }, { onSuccess: () => setOpen(null) })
          }
        />
      )}
    </>
  );
}
