import { IconDotsVertical, IconPlus, IconPrinter } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ActsMenu } from "../parts/ActsMenu.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";

/** What is done with the whole plan. */
export function PlanActs() {
  const { t } = useWords();
  const { plan, isShut, open } = useDesk();
  const own = plan.agreement.may_sign.includes("employment") ? "employment" : "social";
  return (
    <>
      <Link to="/plans/$id/paper" params={{ id: plan.id }} className="button">
        <IconPrinter size={18} aria-hidden="true" />
        {t("plan.print")}
      </Link>
      {isShut ? null : (
        <>
          <button
            type="button"
            className="button"
            onClick={() => open({ kind: "goal", goal: null })}
          >
            <IconPlus size={18} aria-hidden="true" />
            {t("plan.goal.add")}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => open({ kind: "step", step: null, lane: own })}
          >
            <IconPlus size={18} aria-hidden="true" />
            {t("plan.step.add")}
          </button>
        </>
      )}
      {plan.state === "closed" ? null : (
        <ActsMenu
          label={t("plan.acts")}
          listLabel={t("plan.acts")}
          className="button button-icon"
          button={<IconDotsVertical size={18} aria-hidden="true" />}
          items={[
            ...(isShut ? [] : [["template", t("template.title")] as const]),
            ["plan", t("plan.edit")],
            ["calendar", t("access.add.person")],
            ["close", t("plan.end")],
          ]}
          onAction={(key) =>
            open({
              kind: key === "close" || key === "template" || key === "calendar" ? key : "plan",
            })
          }
        />
      )}
    </>
  );
}
