import { useEffect, type ReactNode } from "react";
import { useWords } from "../words/useWords.ts";

type Props = { title: string; lead?: ReactNode; trail?: ReactNode; actions?: ReactNode };

/** The heading of a page and, with it, the title of the browser tab. */
export function PageTitle({ title, lead, trail, actions }: Props) {
  const { t } = useWords();
  const app = t("app.name");
  useEffect(() => {
    document.title = `${title} · ${app}`;
  }, [title, app]);
  return (
    <div className="page-title">
      <div>
        {trail ? <div className="trail">{trail}</div> : null}
        <h1>{title}</h1>
        {lead ? <div className="lead">{lead}</div> : null}
      </div>
      {actions ? <div className="page-actions">{actions}</div> : null}
    </div>
  );
}
