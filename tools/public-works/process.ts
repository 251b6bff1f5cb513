/**
 * Entry of the demo's third system: `process.js <settings file>`. A public works programme that
 * speaks plain DCI. It ends with its supervisor, like a node.
 */
import { createAsking } from "./asking.ts";
import { registryKeys } from "./keys.ts";
import { openBook } from "./ledger.ts";
import { createNews } from "./news.ts";
import { createWorksServer } from "./server.ts";
import { readWorksSettings } from "./settings.ts";
import { createWorks } from "./works.ts";

const taken_exit_code = 75;

const settings = readWorksSettings(process.argv[2] ?? "works.json");
const keys = registryKeys(settings);
const book = openBook(settings.ledger_file);
const asking = createAsking(settings, keys);
const news = createNews(settings, book, asking);
const works = createWorks(settings, book, asking, news);
const server = createWorksServer(settings, book, works, keys);

const end = () => {
  news.stop();
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
// Ctrl+C reaches the whole terminal group; the supervisor decides in which order things end.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
process.on("disconnect", end);
server.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EADDRINUSE" ? taken_exit_code : 1);
});
server.listen(settings.port, settings.host, () => {
  news.start();
  process.send?.({ type: "ready" });
});
