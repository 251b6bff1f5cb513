/** Rows that come while a statement is under way wait and go together as the next one. */
export class GroupCommit<Row> {
  readonly #write: (rows: Row[]) => Promise<void>;
  #waiting: { row: Row; done: (error?: Error) => void }[] = [];
  #busy = false;

  constructor(write: (rows: Row[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the row is committed. */
  add(row: Row): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, done: (error) => (error ? reject(error) : resolve()) });
      if (!this.#busy) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(taken.map(({ row }) => row));
        for (const { done } of taken) done();
      } catch (error) {
        for (const { done } of taken) done(error as Error);
      }
    }
    this.#busy = false;
  }
}
