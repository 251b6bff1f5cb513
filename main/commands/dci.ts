import type { Command } from "commander";
import { exitCodeHelp } from "../exit-codes.ts";
import { addConformance } from "./dci-conformance.ts";

/** `dci`: what is done over the standard's interface, with any system that speaks it. */
export function addDciCommands(program: Command): Command {
  const dci = program.command("dci").description("speak DCI with another system");
  for (const add of [addConformance]) {
    add(dci).exitOverride().addHelpText("after", exitCodeHelp());
  }
  return dci;
}
