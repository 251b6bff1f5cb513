import type { ReactNode } from "react";

type Props<One> = {
  items: readonly One[];
  /** What a new line begins with. */
  blank: One;
  max: number;
  className: string;
  words: { line: (nth: number) => string; remove: string; add: string };
  change: (items: readonly One[]) => void;
  children: (one: One, set: (part: Partial<One>) => void) => ReactNode;
};

/** Lines of one kind that somebody tells one after the other; each can be taken out again. */
export function ToldLines<One>({
  items,
  blank,
  max,
  className,
  words,
  change,
  children,
}: Props<One>) {
  return (
    <>
      {items.map((one, at) => (
        <fieldset key={at} className={className}>
          <legend>{words.line(at + 1)}</legend>
          {children(one, (part) =>
            change(items.map((known, index) => (index === at ? { ...known, ...part } : known))),
          )}
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => change(items.filter((_, index) => index !== at))}
            >
              {words.remove}
            </button>
          </div>
        </fieldset>
      ))}
      {items.length < max ? (
        <div className="actions">
          <button
            type="button"
            className="button button-small"
            onClick={() => change([...items, blank])}
          >
            {words.add}
          </button>
        </div>
      ) : null}
    </>
  );
}
