/**
 * What `work` gives, if it does within the time; what comes later is dropped.
 * @throws what `late` makes where it does not.
 */
export async function inTime<T>(work: T | Promise<T>, timeoutMs: number, late: () => Error): Promise<T> {
  if (!(work instanceof Promise)) return work;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), Math.max(0, timeoutMs));
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
