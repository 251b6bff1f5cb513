/** Half of the seeds; the other half runs beside it (test/sim/seeds-two.test.ts). */
import { seedsHold } from "./test-seeds.ts";

seedsHold(1, 150);
