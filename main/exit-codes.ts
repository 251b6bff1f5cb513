/** How every command ends, after BSD sysexits. Shown at the end of each `--help`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 64,
  badData: 65,
  unavailable: 69,
  bug: 70,
  cannotWrite: 73,
  temporary: 75,
  refused: 77,
  interrupted: 130,
} as const;

/** One of the documented ways to end. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const meanings: Record<keyof typeof exitCodes, string> = {
  ok: "done",
  failed: "done, and what was checked does not hold",
  usage: "wrong option, or a setting that is not usable",
  badData: "what was given to read is not of the expected form",
  unavailable: "what is needed is not there, for example Tandem is not running",
  bug: "a bug: please report what was printed",
  cannotWrite: "a folder or file cannot be made or written",
  temporary: "try again later, for example a port is taken",
  refused: "the other side refused, or what it answered cannot be believed",
  interrupted: "ended at once by a second Ctrl+C",
};

/** The table as help text. */
export function exitCodeHelp(): string {
  const lines = Object.entries(meanings).map(([name, meaning]) => {
    const code = exitCodes[name as keyof typeof exitCodes];
    return `  ${String(code).padEnd(4)} ${meaning}`;
  });
  return `\nExit codes:\n${lines.join("\n")}`;
}

/** Something a person can put right: a line that says what to do, and how the command then ends. */
export type Problem = { code: ExitCode; line: string };

/** Carries problems out of the depth of a command to the one place that prints them. */
export class CannotGoOn extends Error {
  readonly problems: readonly Problem[];

  constructor(...problems: Problem[]) {
    super(problems.map((problem) => problem.line).join("\n"));
    this.name = "CannotGoOn";
    this.problems = problems;
  }

  /** The gravest first: a wrong setting must be put right before a taken port matters. */
  get code(): ExitCode {
    const order = [exitCodes.bug, exitCodes.usage, exitCodes.cannotWrite, exitCodes.unavailable];
    const codes = this.problems.map((problem) => problem.code);
    return order.find((code) => codes.includes(code)) ?? codes[0] ?? exitCodes.bug;
  }
}
