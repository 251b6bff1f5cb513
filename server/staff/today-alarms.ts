import { afterWorkingDays } from "../../domain/working-days.ts";
import { openAlarms } from "../../store/alarms.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import type { Draft } from "./today.ts";
import { supervisorOf } from "./vital-view.ts";

/** A partner whose audit log is in doubt is a supervisor's to look into, by the next working day. */
const alarm_due_working_days = 1;

/** What the partners' audit logs were found to lack, and nobody has seen to yet. */
export async function alarmsToday(hosted: Hosted): Promise<Draft[]> {
  return (await openAlarms(hosted.store)).map(({ partner, code, at }): Draft => {
    const since = at.toISOString();
    return {
      id: `alarm/${partner}/${code}`,
      kind: "alarm",
      field: code,
      from: systemRef(hosted, partner),
      at: since,
      due: afterWorkingDays(since, alarm_due_working_days),
      owner: supervisorOf(hosted),
      target: partner,
      person: null,
      name: hosted.titles.get(partner)?.title ?? partner,
    };
  });
}
