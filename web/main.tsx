import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { newQueryClient } from "./api/query-client.ts";
import { fetchSoon } from "./frame/soon.ts";
import { newRouter } from "./router.tsx";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/menu.css";
import "./styles/parts.css";
import "./styles/states.css";
import "./styles/table.css";
import "./styles/forms.css";
import "./styles/pages.css";
import "./styles/case.css";
import "./styles/caseload.css";
import "./styles/asking.css";
import "./styles/assessment.css";
import "./styles/programmes.css";
import "./styles/rounds.css";
import "./styles/plan.css";
import "./styles/conflicts.css";
import "./styles/referrals.css";
import "./styles/outcome.css";
import "./styles/reviews.css";
import "./styles/decisions.css";
import "./styles/services.css";
import "./styles/plan-calendar.css";
import "./styles/print.css";
import { startWords } from "./words/i18n.ts";

await startWords();
const client = newQueryClient();
const router = newRouter(client);
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  fetchSoon();
}
