import type { Command } from "commander";
import { exitCodeHelp } from "../exit-codes.ts";
import { addCheckCommands } from "./dci-check.ts";
import { addConformance } from "./dci-conformance.ts";
import { addSearch } from "./dci-search.ts";
import { addStatusCommand } from "./dci-status.ts";
import { addSubscriptionCommands } from "./dci-subscribe.ts";

/** `dci`: what is done over the standard's interface, with any system that speaks it. */
export function addDciCommands(program: Command): Command {
  const dci = program.command("dci").description("speak DCI with another system");
  for (const add of [addSearch, addCheckCommands, addStatusCommand, addSubscriptionCommands]) {
    add(dci);
  }
  for (const add of [addConformance]) {
    add(dci).exitOverride().addHelpText("after", exitCodeHelp());
  }
  return dci;
}
