import { useBlocker } from "@tanstack/react-router";
import { IconUserPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Registered } from "../../server/api/work-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { todayIso } from "../dialogs/today.ts";
import { useSession } from "../frame/session.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";
import { bodyOf, newDraft, newMember, problemsOf, withMainContact, type Draft } from "./draft.ts";
import { FormLine } from "./FormLine.tsx";
import { MemberForm } from "./MemberForm.tsx";
import { Problems } from "./Problems.tsx";
import { RegisteredPanel } from "./RegisteredPanel.tsx";

/** A new household on one page, as many members as there are; nothing is sent until it is complete. */
export function RegisterPage() {
  const { t } = useWords();
  const { persona } = useSession();
  const [draft, setDraft] = useState<Draft>(newDraft);
  const [tried, setTried] = useState(0);
  const [touched, setTouched] = useState(false);
  const act = useAct<ReturnType<typeof bodyOf>, Registered>("/households");
  const summary = useRef<HTMLDivElement>(null);
  const problems = tried === 0 ? [] : problemsOf(draft, todayIso());
  useEffect(() => {
    if (tried > 0) summary.current?.focus();
  }, [tried]);
  useBlocker({
    shouldBlockFn: () => touched && !act.isSuccess && !window.confirm(t("register.leave")),
    enableBeforeUnload: touched && !act.isSuccess,
  });
  const change = (part: Partial<Draft>) => {
    setTouched(true);
    setDraft((old) => ({ ...old, ...part }));
  };
  if (persona.system.kind !== "sp") {
    return (
      <>
        <PageTitle title={t("register.title")} />
        <p className="notice notice-plain">{t("register.only_sp")}</p>
      </>
    );
  }
  if (act.data) {
    return (
      <RegisteredPanel
        registered={act.data}
        again={() => {
          setDraft(newDraft());
          setTried(0);
          setTouched(false);
          act.reset();
        }}
      />
    );
  }
  const send = (event: React.SubmitEvent) => {
    event.preventDefault();
    setTried((count) => count + 1);
    if (problemsOf(draft, todayIso()).length === 0) act.mutate(bodyOf(draft));
  };
  const problemAt = (id: string) => problems.find((one) => one.id === id);
  return (
    <>
      <PageTitle title={t("register.title")} lead={t("register.lead")} />
      <form className="register" onSubmit={send} noValidate>
        <Problems ref={summary} problems={problems} />
        <fieldset className="panel">
          <legend>{t("register.place")}</legend>
          <div className="form-grid">
            {(["locality", "region"] as const).map((part) => (
              <FormLine
                key={part}
                id={part}
                label={t(`field.${part}`)}
                value={draft[part]}
                problem={problemAt(part)}
                onChange={(text) => change({ [part]: text })}
              />
            ))}
            <FormLine
              id="address_line"
              label={t("form.optional", { label: t("field.address_line") })}
              value={draft.address_line}
              onChange={(text) => change({ address_line: text })}
            />
          </div>
        </fieldset>
        {draft.members.map((member, at) => (
          <MemberForm
            key={member.key}
            member={member}
            at={at}
            mainContact={draft.main_contact === member.key}
            problems={problems}
            change={(part) =>
              change({
                members: draft.members.map((one) =>
                  one.key === member.key ? { ...one, ...part } : one,
                ),
              })
            }
            makeMainContact={() => change(withMainContact(draft, member.key))}
            {...(draft.members.length > 1 && {
              remove: () => {
                const members = draft.members.filter((one) => one.key !== member.key);
                const lost = draft.main_contact === member.key;
                change({
                  members,
                  main_contact: lost ? (members[0]?.key ?? "") : draft.main_contact,
                });
              },
            })}
          />
        ))}
        <button
          type="button"
          className="button"
          onClick={() => change({ members: [...draft.members, newMember("")] })}
        >
          <IconUserPlus size={18} aria-hidden="true" />
          {t("register.add")}
        </button>
        <FailureLine error={act.error} />
        <div className="actions register-send">
          <button type="submit" className="button button-primary" disabled={act.isPending}>
            {t("register.save")}
          </button>
          <span className="quiet">{t("register.members", { count: draft.members.length })}</span>
        </div>
      </form>
    </>
  );
}
