import { useEffect, useRef } from "react";

/** `j` and `k` go from row to row of a table whose rows have one main link; typing in a field is typing. */
export function useRowKeys(rows: number) {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const move = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step === 0) return;
      const links = [
        ...(table.current?.querySelectorAll<HTMLAnchorElement>("[data-row-link]") ?? []),
      ];
      const at = links.findIndex((link) => link === document.activeElement);
      links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
    };
    document.addEventListener("keydown", move);
    return () => document.removeEventListener("keydown", move);
  }, [rows]);
  return table;
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
