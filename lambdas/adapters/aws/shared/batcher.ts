export interface BatcherOptions<Question, Answer> {
  /** Questions of one call, at most. */
  readonly most: number;
  /** Calls under way at once. */
  readonly atOnce: number;
  /** One call: an answer for each question, in their order. */
  readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts what is asked at the same time into few calls. One alone goes at once; while calls are under way, what comes
 * gathers for the next. A call that fails fails those who asked in it, and nobody else.
 */
export function createBatcher<Question, Answer>(
  options: BatcherOptions<Question, Answer>,
): (question: Question) => Promise<Answer> {
  const { most, atOnce, ask } = options;
  const waiting: Waiting<Question, Answer>[] = [];
  let underWay = 0;

  function flush(): void {
    while (waiting.length > 0 && underWay < atOnce) {
      underWay += 1;
      void run(waiting.splice(0, most));
    }
  }

  async function run(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await ask(batch.map(({ question }) => question));
      if (answers.length !== batch.length) throw new RangeError('an answer for each question');
      // Of an answer that is undefined that is the answer.
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    } finally {
      underWay -= 1;
      flush();
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (waiting.length === 1) queueMicrotask(flush);
    });
}
