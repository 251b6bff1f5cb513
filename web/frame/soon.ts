/** What the next click will need, fetched while nothing else is asked for: forms and menus. */
export function fetchSoon(): void {
  const fetchAll = () => {
    void import("../dialogs/FormModal.tsx");
    void import("../parts/MenuButton.tsx");
  };
  if ("requestIdleCallback" in globalThis) requestIdleCallback(fetchAll);
  else setTimeout(fetchAll, 0);
}
