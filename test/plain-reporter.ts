import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends every run with one plain line, `N passed, N failed`, for whoever counts. A file that did not
 * load, an error outside of any test and a run that never came to its end are failures too.
 */
// oxlint-disable-next-line import/no-default-export -- Vitest takes a reporter by its default export.
export default class PlainReporter implements Reporter {
  #line = "0 passed, 1 failed";

  onInit(): void {
    // The other reporter writes its summary when the run ends, too: ours comes after it.
    process.once("exit", () => process.stdout.write(`\n${this.#line}\n`));
  }

  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandledErrors: ReadonlyArray<SerializedError>,
  ): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === "pending" ? "failed" : state] += 1;
      }
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    this.#line = `${counts.passed} passed, ${counts.failed} failed${skipped}`;
  }
}
