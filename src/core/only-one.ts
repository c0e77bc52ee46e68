/** The answer of what does many at once, where it was given one. */
export function onlyOne<T>([answer]: readonly T[]): T {
  if (answer === undefined) throw new Error('nothing was answered');
  return answer;
}
