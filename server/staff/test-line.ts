import { ownKeysOf } from "../../main/keys.ts";
import { exportSigningKey, generateSigningKey } from "../../wire/keys.ts";
import { hostedLine } from "../asking/hosted-line.ts";
import type { LineTo } from "../hosting.ts";
import type { TestStaff } from "./test-staff.ts";

/** As a node that hosts both systems asks the other one. */
export function lineInTheNode(at: TestStaff): LineTo {
  return (hosted, partner) => {
    const other = [at.sp, at.ess].find((one) => one.store.system.id === partner.id);
    const signing = [exportSigningKey(generateSigningKey())];
    const keys = ownKeysOf({ signing, encryption: [], seal: "" });
    const none = () => Promise.resolve(null);
    const partnerKeys = { current: none, refetch: none };
    return other
      ? hostedLine({ node: at.node, hosted: other, keys, baseUrl: "", partnerKeys }, hosted)
      : null;
  };
}
