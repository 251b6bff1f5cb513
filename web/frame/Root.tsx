import { Outlet, useNavigate } from "@tanstack/react-router";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { useWords } from "../words/useWords.ts";

/** Language and direction for every React Aria part; their links go through the router. */
export function Root() {
  const { language } = useWords();
  const navigate = useNavigate();
  return (
    <I18nProvider locale={language}>
      <RouterProvider navigate={(to) => void navigate({ to })}>
        <Outlet />
      </RouterProvider>
    </I18nProvider>
  );
}
