import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconMessages } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import type { MessageView, PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { call, path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { useDraft } from "../dialogs/useDraft.ts";
import { useSession } from "../frame/session.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { useDesk } from "../plan/desk.ts";
import { useWords } from "../words/useWords.ts";

/** What the workers of both offices wrote about a step; opened, it is read. */
export function StepThread({ step }: { step: StepView }) {
  const { t, number } = useWords();
  const { plan, isShut } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const threads = useQuery(queries.planThreads(plan.id)).data?.items ?? [];
  const unread = threads.find(({ step_id }) => step_id === step.id)?.unread ?? 0;
  const { messages } = step;
  // A protected step has no thread: what is written about it would leave.
  if (step.hidden || (messages.length === 0 && isShut)) return null;
  return (
    <div className="step-thread no-print">
      <button
        type="button"
        className="edit step-thread-open"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconMessages size={17} aria-hidden="true" />
        {messages.length === 0
          ? t("thread.write")
          : t("thread.count", { count: messages.length, number: number(messages.length) })}
        <span className="unseen">
          {t("value.colon")} {step.what}
        </span>
        {unread > 0 ? (
          <span className="tag tag-warn">{t("thread.unread", { count: unread })}</span>
        ) : null}
      </button>
      {isOpen ? (
        <div id={id}>
          <Messages step={step} unread={unread} />
          {isShut ? null : <Answer plan={plan} step={step} />}
        </div>
      ) : null}
    </div>
  );
}

function Messages({ step, unread }: { step: StepView; unread: number }) {
  const client = useQueryClient();
  const { messages } = step;
  const last = messages.at(-1)?.id ?? "";
  useEffect(() => {
    if (unread === 0 || last === "") return;
    // What is on the screen is read; should it not be noted, it stays unread and is shown again.
    call("POST", path`/steps/${step.id}/read`, { message_id: last }).then(
      () =>
        Promise.all([
          client.invalidateQueries({ queryKey: ["plan-threads"] }),
          client.invalidateQueries({ queryKey: ["today"] }),
        ]),
      () => undefined,
    );
  }, [client, step.id, last, unread]);
  return (
    <ol className="thread">
      {messages.map((message) => (
        <Message key={message.id} message={message} />
      ))}
    </ol>
  );
}

function Message({ message }: { message: MessageView }) {
  const { t, when } = useWords();
  const { plan } = useDesk();
  const { by, party, at, text } = message;
  return (
    <li className="thread-message">
      <p className="quiet">
        <SystemTag system={by.system} /> <bdi>{by.name}</bdi>
        {t("value.comma")}
        <time dateTime={at}>{when(at)}</time>{" "}
        {party === "person" ? (
          <span className="tag">{t("thread.said_by", { person: plan.person_name })}</span>
        ) : null}
      </p>
      <p dir="auto" className="thread-text">
        {text}
      </p>
    </li>
  );
}

/** One more message; what is being written is kept until it is sent. */
function Answer({ plan, step }: { plan: PlanView; step: StepView }) {
  const { t, system } = useWords();
  const { persona } = useSession();
  const own = persona.system.kind === "sp" ? "social" : "employment";
  const [id, setId] = useState(() => crypto.randomUUID());
  const kept = useDraft(`message-${step.id}`, null, () => ({ text: "", party: own as string }));
  const { draft, setDraft } = kept;
  const act = useAct<object, { id: string }>(path`/steps/${step.id}/messages`);
  const send = () => {
    if (draft.text.trim() === "" || act.isPending) return;
    act.mutate(
      { id, text: draft.text.trim(), party: draft.party },
      {
        onSuccess: () => {
          setId(crypto.randomUUID());
          kept.startOver();
        },
      },
    );
  };
  const readers = plan.shared_with.map(system).join(t("value.comma"));
  return (
    <form
      className="thread-answer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
      }}
    >
      <TextArea
        label={t("thread.text")}
        hint={readers === "" ? t("thread.read_here") : t("thread.read_by", { offices: readers })}
        required
        max={2000}
        value={draft.text}
        onChange={(text) => setDraft({ ...draft, text })}
      />
      <Choice
        label={t("thread.who")}
        value={draft.party}
        options={[
          [own, t("thread.we")],
          ["person", t("thread.person", { person: plan.person_name })],
        ]}
        onChange={(party) => setDraft({ ...draft, party })}
      />
      <FailureLine error={act.error} />
      <button type="submit" className="button button-small" disabled={act.isPending}>
        {t("thread.send")}
      </button>
    </form>
  );
}
