/** `npm run openapi`: writes the committed document anew from the schemas. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../main/project-root.ts";
import { openApiDocument } from "../../wire/openapi.ts";

const file = join(projectRoot(), "wire", "openapi.json");
writeFileSync(file, `${JSON.stringify(openApiDocument(), undefined, 2)}\n`);
console.log(`written: ${file}`);
