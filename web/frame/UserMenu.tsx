import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconChevronDown } from "@tabler/icons-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { call } from "../api/call.ts";
import { forgetDrafts } from "../dialogs/useDraft.ts";
import { useWords } from "../words/useWords.ts";
import { useSession } from "./session.ts";

export function UserMenu() {
  const { t } = useWords();
  const { persona } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    await call("DELETE", "/session").catch(() => undefined);
    forgetDrafts();
    await navigate({ to: "/sign-in" });
    client.clear();
  };
  return (
    <MenuTrigger>
      <Button className="header-button user">
        <span className="initials" aria-hidden="true">
          {initials(persona.name)}
        </span>
        <bdi className="user-name" aria-hidden="true">
          {persona.name}
        </bdi>
        <span className="unseen">{t("user.menu", { name: persona.name })}</span>
        <IconChevronDown size={16} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <div className="user-card">
          <strong dir="auto">{persona.name}</strong>
          <span>{t(`role.${persona.role}`, { defaultValue: persona.role })}</span>
          <span dir="auto">{persona.system.title}</span>
        </div>
        <Menu className="menu-list" aria-label={t("user.actions")} onAction={() => void signOut()}>
          <MenuItem id="out" className="menu-item">
            {t("user.sign_out")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words[words.length - 1] : undefined]
    .map((word) => word?.[0] ?? "")
    .join("")
    .toLocaleUpperCase();
}
