import { afterAll, beforeAll, it } from "vitest";
import { openBrowser, openWindow, complaintsOf } from "./browser.ts";
import { startTwoSystems } from "./two-systems.ts";
it("boots", async () => {
  for (const s of ["federated","integrated"] as const) {
  let t = performance.now();
  const sys = await startTwoSystems(s);
  process.stdout.write(`${s} up ${performance.now()-t}\n`); t = performance.now();
  const b = await openBrowser();
  process.stdout.write(`browser ${performance.now()-t}\n`);
  const c = await openWindow(b); const p = await c.newPage(); const cs = complaintsOf(p);
  await p.goto(sys.ess + "/sign-in");
  await p.getByRole("button", { name: /Marc Dubois/ }).click();
  await p.getByRole("heading", { name: /^Today/ }).waitFor();
  await p.goto(sys.ess + "/matches");
  await p.getByRole("table").waitFor();
  process.stdout.write(await p.locator("body").innerText() + "\n" + cs.join("\n"));
  await b.close(); await sys.close();
  }
}, 120000);
