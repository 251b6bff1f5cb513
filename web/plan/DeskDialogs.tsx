import type { PlanView } from "../../server/api/plan-schemas.ts";
import { AccessDialog } from "../access/AccessDialog.tsx";
import { path } from "../api/call.ts";
import { ReasonDialog } from "../dialogs/ReasonDialog.tsx";
import { OutcomeDialog } from "../outcome/OutcomeDialog.tsx";
import { useWords } from "../words/useWords.ts";
import type { DeskDialog } from "./desk.ts";
import { GoalDialog } from "./GoalDialog.tsx";
import { RemoveDialog, StateDialog } from "./LineDialogs.tsx";
import { EditPlanDialog } from "./PlanDialogs.tsx";
import { PrivateDialog } from "./PrivateDialog.tsx";
import { SignDialog } from "./SignDialog.tsx";
import { StepDialog } from "./StepDialog.tsx";
import { StepSheet } from "./StepSheet.tsx";
import { TemplateDialog } from "./TemplateDialog.tsx";

type Props = { plan: PlanView; dialog: DeskDialog | null; close: () => void };

/** The one form that is open over the plan. */
export function DeskDialogs({ plan, dialog, close }: Props) {
  const { t } = useWords();
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "goal":
      return <GoalDialog plan={plan} goal={dialog.goal} close={close} />;
    case "step":
      return <StepDialog plan={plan} {...dialog} close={close} />;
    case "sheet":
      return <StepSheet id={dialog.step} close={close} />;
    case "outcome":
      return <OutcomeDialog {...dialog} close={close} />;
    case "state":
      return <StateDialog step={dialog.step} to={dialog.to} close={close} />;
    case "remove":
      return <RemoveDialog {...dialog} close={close} />;
    case "sign":
      return <SignDialog plan={plan} party={dialog.party} close={close} />;
    case "private":
      return <PrivateDialog plan={plan} close={close} />;
    case "template":
      return <TemplateDialog plan={plan} close={close} />;
    case "calendar":
      return (
        <AccessDialog
          kind="person"
          person={{ id: plan.person_id, name: plan.person_name }}
          close={close}
        />
      );
    case "plan":
      return <EditPlanDialog plan={plan} close={close} />;
    case "close":
      return (
        <ReasonDialog
          url={path`/plans/${plan.id}/close`}
          title={t("plan.end")}
          means={t("plan.end_means")}
          submit={t("plan.end")}
          close={close}
        />
      );
  }
}
