const DONE = { done: true, value: undefined } as const;

/**
 * Answers each value of a source. It never throws: what goes wrong is its last answer, so that nothing else which is
 * answered beside it hears of that. Whoever leaves while it waits for a value is let go at once.
 */
export function answerEach<Value, Answer>(
  source: AsyncIterator<Value>,
  answer: (value: Value) => Answer | Promise<Answer>,
  failed: (error: unknown) => Answer,
): AsyncGenerator<Answer, void> {
  let isOver = false;

  async function leave(): Promise<typeof DONE> {
    isOver = true;
    // What it ended with was said, or nobody is there to hear it.
    await source.return?.().catch(() => undefined);
    return DONE;
  }

  const answers: AsyncGenerator<Answer, void> = {
    async next() {
      if (isOver) return DONE;
      try {
        const result = await source.next();
        if (result.done) {
          isOver = true;
          return DONE;
        }
        return { done: false, value: await answer(result.value) };
      } catch (error) {
        if (isOver) return DONE;
        await leave();
        return { done: false, value: failed(error) };
      }
    },
    return: leave,
    throw: leave,
    [Symbol.asyncIterator]: () => answers,
  };
  return answers;
}
