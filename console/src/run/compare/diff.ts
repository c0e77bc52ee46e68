import type { MetricRowFragment, StageRowFragment } from '../../api/generated/graphql.js';
import { pathText } from '../../ui/json-tree.js';

/** A value of two runs, under one name. */
export interface Difference<Value> {
  name: string;
  /** Undefined where the run has none. */
  left: Value | undefined;
  right: Value | undefined;
  isSame: boolean;
}

/** Leaves that are compared, at most: beyond, a part is compared as a whole. */
const MAX_LEAVES = 2_000;
const MAX_DEPTH = 12;

/** Two JSON values, leaf by leaf. */
export function compareJson(left: unknown, right: unknown): Difference<unknown>[] {
  const a = leavesOf(left);
  const b = leavesOf(right);
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => ({
    name,
    left: a.get(name),
    right: b.get(name),
    isSame: a.has(name) && b.has(name) && JSON.stringify(a.get(name)) === JSON.stringify(b.get(name)),
  }));
}

function leavesOf(value: unknown): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (part: unknown, path: (string | number)[]) => {
    const entries: [string, unknown][] =
      typeof part === 'object' && part !== null && path.length < MAX_DEPTH && leaves.size < MAX_LEAVES
        ? Object.entries(part)
        : [];
    if (entries.length === 0) {
      if (path.length > 0 || (part !== null && part !== undefined)) leaves.set(pathText(path) || 'all', part);
      return;
    }
    for (const [name, one] of entries) walk(one, [...path, Array.isArray(part) ? Number(name) : name]);
  };
  if (!isEmpty(value)) walk(value, []);
  return leaves;
}

const isEmpty = (value: unknown) =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

/** How long the stages of one name took, of the last attempt that had it. */
export interface StageTime {
  ms: number | null;
  status: string;
  count: number;
}

export function compareStages(
  left: readonly StageRowFragment[],
  right: readonly StageRowFragment[],
): Difference<StageTime>[] {
  const a = timesOf(left);
  const b = timesOf(right);
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => {
    const [x, y] = [a.get(name), b.get(name)];
    return {
      name,
      left: x,
      right: y,
      isSame: x !== undefined && y !== undefined && x.status === y.status && x.ms === y.ms,
    };
  });
}

function timesOf(stages: readonly StageRowFragment[]): Map<string, StageTime> {
  const last = new Map<string, number>();
  for (const { name, attempt } of stages) last.set(name, Math.max(attempt, last.get(name) ?? 0));
  const times = new Map<string, StageTime>();
  for (const { name, attempt, durationMs, status } of stages) {
    if (attempt !== last.get(name)) continue;
    const known = times.get(name);
    const ms = durationMs === null ? null : durationMs + (known?.ms ?? 0);
    const isFailed = status === 'FAILED' || known?.status === 'FAILED';
    times.set(name, { ms, status: isFailed ? 'FAILED' : status, count: (known?.count ?? 0) + 1 });
  }
  return times;
}

/** The latest of each metric; labels tell those of one name apart. */
export function compareMetrics(
  left: readonly MetricRowFragment[],
  right: readonly MetricRowFragment[],
): Difference<MetricRowFragment>[] {
  const a = latestOf(left);
  const b = latestOf(right);
  return [...new Set([...a.keys(), ...b.keys()])].sort().map((name) => {
    const [x, y] = [a.get(name), b.get(name)];
    return { name, left: x, right: y, isSame: x !== undefined && y !== undefined && x.value === y.value };
  });
}

function latestOf(metrics: readonly MetricRowFragment[]): Map<string, MetricRowFragment> {
  const names = new Map<string, MetricRowFragment>();
  // They come newest first.
  for (const metric of metrics) if (!names.has(metric.name)) names.set(metric.name, metric);
  return names;
}

/** `+12 %`, `−3 %`; empty where there is nothing to compare. */
export function changeText(left: number | null | undefined, right: number | null | undefined): string {
  if (left === null || left === undefined || right === null || right === undefined || right === 0) return '';
  const percent = Math.round(((left - right) / right) * 100);
  return percent === 0 ? '' : `${percent > 0 ? '+' : '−'}${Math.abs(percent).toLocaleString('en-US')} %`;
}
