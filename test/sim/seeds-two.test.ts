/** The other half of the seeds (test/sim/seeds-one.test.ts). */
import { seedsHold } from "./test-seeds.ts";

seedsHold(151, 150);
