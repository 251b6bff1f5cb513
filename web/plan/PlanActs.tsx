import { IconDotsVertical, IconPlus, IconPrinter } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
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
        <MenuTrigger>
          <Button className="button button-icon" aria-label={t("plan.acts")}>
            <IconDotsVertical size={18} aria-hidden="true" />
          </Button>
          <Popover className="popover" placement="bottom end">
            <Menu
              className="menu-list"
              aria-label={t("plan.acts")}
              onAction={(key) =>
                open({
                  kind: key === "close" || key === "template" || key === "calendar" ? key : "plan",
                })
              }
            >
              {isShut ? null : (
                <MenuItem id="template" className="menu-item">
                  {t("template.title")}
                </MenuItem>
              )}
              <MenuItem id="plan" className="menu-item">
                {t("plan.edit")}
              </MenuItem>
              <MenuItem id="calendar" className="menu-item">
                {t("access.add.person")}
              </MenuItem>
              <MenuItem id="close" className="menu-item">
                {t("plan.end")}
              </MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
    </>
  );
}
