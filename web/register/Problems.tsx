import type { Ref } from "react";
import { useWords } from "../words/useWords.ts";
import type { Problem } from "./draft.ts";

/** What is missing, on top of the form and with the focus; each line leads to its control. */
export function Problems({
  problems,
  ref,
}: {
  problems: readonly Problem[];
  ref: Ref<HTMLDivElement>;
}) {
  const { t, number } = useWords();
  if (problems.length === 0) return null;
  return (
    <div className="notice notice-bad problems" ref={ref} tabIndex={-1} role="alert">
      <div className="notice-words">
        <h2>{t("register.problems", { count: problems.length })}</h2>
        <ul>
          {problems.map((problem) => (
            <li key={problem.id + problem.key}>
              <a
                href={`#${problem.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(problem.id)?.focus();
                }}
              >
                {problem.at < 0
                  ? t(problem.key)
                  : t("register.problem_of", {
                      number: number(problem.at + 1),
                      problem: t(problem.key),
                    })}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
