import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconChevronDown } from "@tabler/icons-react";
import { call } from "../api/call.ts";
import { forgetDrafts } from "../dialogs/useDraft.ts";
import { ActsMenu } from "../parts/ActsMenu.tsx";
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
    <ActsMenu
      listLabel={t("user.actions")}
      className="header-button user"
      button={
        <>
          <span className="initials" aria-hidden="true">
            {initials(persona.name)}
          </span>
          <bdi className="user-name" aria-hidden="true">
            {persona.name}
          </bdi>
          <span className="unseen">{t("user.menu", { name: persona.name })}</span>
          <IconChevronDown size={16} aria-hidden="true" />
        </>
      }
      head={
        <div className="user-card">
          <strong dir="auto">{persona.name}</strong>
          <span>{t(`role.${persona.role}`, { defaultValue: persona.role })}</span>
          <span dir="auto">{persona.system.title}</span>
        </div>
      }
      items={[["out", t("user.sign_out")]]}
      onAction={() => void signOut()}
    />
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words[words.length - 1] : undefined]
    .map((word) => word?.[0] ?? "")
    .join("")
    .toLocaleUpperCase();
}
