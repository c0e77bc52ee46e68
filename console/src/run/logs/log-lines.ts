import type { LogFilter, LogRowFragment } from '../../api/generated/graphql.js';

/** Both, each line once, by time; lines of the same time in the order in which they came. */
export function merged(
  a: readonly LogRowFragment[],
  b: readonly LogRowFragment[],
): readonly LogRowFragment[] {
  if (b.length === 0) return a;
  const known = new Set(a.map(({ cursor }) => cursor));
  const all = [...a, ...b.filter(({ cursor }) => !known.has(cursor))];
  const isOrdered = all.every((line, at) => at === 0 || (all[at - 1]?.at ?? '') <= line.at);
  return isOrdered ? all : all.sort((x, y) => (x.at < y.at ? -1 : x.at > y.at ? 1 : 0));
}

/** Whether a line that was pushed belongs to what is asked for, as the API decides it of what is read. */
export function matches(filter: LogFilter, line: LogRowFragment): boolean {
  const { level, search, attempt, stageName, chunkId } = filter;
  return (
    (!level || level.includes(line.level)) &&
    (!search || line.message.toLowerCase().includes(search.toLowerCase())) &&
    (attempt === undefined || attempt === null || line.attempt === attempt) &&
    (!stageName || line.stageName === stageName) &&
    (!chunkId || line.chunkId === chunkId)
  );
}
