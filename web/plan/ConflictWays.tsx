import { IconArrowForwardUp } from "@tabler/icons-react";
import type { ConflictView, ConflictWay } from "../../server/api/conflict-schemas.ts";
import type { EditLineBody, PlanView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { wayText } from "./conflict-words.ts";
import type { Told } from "./step-draft.ts";

type Props = {
  plan: PlanView;
  conflict: ConflictView;
  draft?: string;
  take?: (told: Told) => void;
};

/** Ways out: those that were tried are buttons that do it; the others are what people do. */
export function ConflictWays({ plan, conflict, draft, take }: Props) {
  const { t } = useWords();
  // The form has no place for days that fall out of a series, and other lines are not open in it.
  const ways = conflict.ways.filter(
    ({ way, line }) => draft === undefined || (way !== "skip" && (line === draft || line === "")),
  );
  if (ways.length === 0 || conflict.kept !== null) return null;
  return (
    <div className="conflict-ways">
      <h4>{t("conflict.ways")}</h4>
      <ul>
        {ways.map((way, at) => (
          <li key={at}>
            <Way plan={plan} conflict={conflict} way={way} draft={draft} take={take} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type WayProps = {
  plan: PlanView;
  conflict: ConflictView;
  way: ConflictWay;
  draft: string | undefined;
  take: Props["take"] | undefined;
};

function Way({ plan, conflict, way, draft, take }: WayProps) {
  const words = useWords();
  const { changes, withdraw, line } = way;
  const edit = useAct<EditLineBody, { id: string }>(path`/lines/${line}/edit`);
  const remove = useAct<object, { id: string }>(path`/lines/${line}/withdraw`);
  const text = wayText(way, conflict.lines, words);
  const isDraft = draft !== undefined;
  const canDo = isDraft ? line === draft && changes !== null && take : changes !== null || withdraw;
  if (!canDo) return <span>{text}</span>;
  const act = () => {
    if (isDraft) return take?.(changes ?? {});
    if (withdraw) return remove.mutate({});
    const stamps = plan.steps.find(({ id }) => id === line)?.stamps;
    const names = Object.keys(changes ?? {});
    const seen = Object.fromEntries(names.map((name) => [name, stamps?.[name] ?? ""]));
    edit.mutate({ changes, ...(stamps ? { seen } : {}) } as EditLineBody);
  };
  return (
    <>
      <button
        type="button"
        className="button button-small"
        disabled={edit.isPending || remove.isPending}
        onClick={act}
      >
        <IconArrowForwardUp size={16} aria-hidden="true" />
        {text}
      </button>
      <FailureLine error={edit.error ?? remove.error} />
    </>
  );
}
