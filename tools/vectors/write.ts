/** `npm run vectors`: makes the committed test vectors anew. */
import { writeVectors } from "./make.ts";

await writeVectors();
console.log("written: wire/vectors");
