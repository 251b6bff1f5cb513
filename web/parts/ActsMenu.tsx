import { lazy, Suspense } from "react";
import type { MenuProps } from "./MenuButton.tsx";

/** Fetched once the page stands: what opens on a click is not waited for. */
const load = () => import("./MenuButton.tsx");
const MenuButton = lazy(async () => ({ default: (await load()).MenuButton }));

/** A button with acts behind it. Until its script is there it stands in its place. */
export function ActsMenu(props: MenuProps) {
  const { label, className, button } = props;
  return (
    <Suspense
      fallback={
        <button type="button" className={className} aria-label={label} disabled>
          {button}
        </button>
      }
    >
      <MenuButton {...props} />
    </Suspense>
  );
}
