/** Lets so many run at once, and the others wait in the order in which they came. */
export class ThreadTurns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Runs `work` once there is a turn, with what is left of its milliseconds.
   *
   * @returns undefined when the time was up before its turn came
   */
  async run<T>(milliseconds: number, work: (left: number) => Promise<T>): Promise<T | undefined> {
    const start = performance.now();
    if (!(await this.#enter(milliseconds))) return undefined;
    try {
      return await work(Math.max(0, milliseconds - (performance.now() - start)));
    } finally {
      this.#leave();
    }
  }

  async #enter(milliseconds: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        resolve(false);
      }, milliseconds);
      this.#waiting.push(enter);
    });
  }

  /** A turn that ends goes to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
