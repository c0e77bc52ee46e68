/** Labels that measurements of one name have in common. */
export interface LabelSet {
  /** The same for the same labels, in whatever order they were written. */
  key: string;
  labels: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As JSON, with names in order on every level. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** The label sets of measurements, each once, in an order that stays as more are measured. */
export function labelSetsOf(rows: readonly { labels: unknown }[]): LabelSet[] {
  const sets = new Map<string, LabelSet>();
  for (const row of rows) {
    const labels = isObject(row.labels) ? row.labels : {};
    const key = canonical(labels);
    sets.set(key, { key, labels });
  }
  return [...sets.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What labels stand for in a legend: `gpu 0, host a`. */
export function labelText({ labels }: LabelSet): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return 'all';
  return entries
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

interface Point {
  start: string;
  average: number;
  min: number;
  max: number;
}

/** Lines of points at times of their own, over the times of all: null where a line has none. */
export function overAllTimes(lines: readonly (readonly Point[])[]) {
  const timeOf = ({ start }: Point) => Date.parse(start);
  const times = [...new Set(lines.flatMap((points) => points.map(timeOf)))].sort((a, b) => a - b);
  return {
    times,
    lines: lines.map((points) => {
      const byTime = new Map(points.map((point) => [timeOf(point), point]));
      const values = (of: 'average' | 'min' | 'max') => times.map((time) => byTime.get(time)?.[of] ?? null);
      return { values: values('average'), band: { low: values('min'), high: values('max') } };
    }),
  };
}
