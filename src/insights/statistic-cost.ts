import { z } from 'zod';
import type { FieldCost } from '../graphql/field-cost.js';
import { MAX_BUCKETS } from './buckets.sql.js';
import { isRange, USUAL_DAYS } from './scope.js';

/** What a statistic costs, beside a point for each bucket that it may answer. */
export const STATISTIC_COST = 50;

const SECONDS: Readonly<Record<string, number>> = { MINUTE: 60, HOUR: 3_600, DAY: 86_400, WEEK: 604_800 };

const time = z.coerce.date().nullish().catch(null);
const range = z.object({ from: time, to: time }).nullish().catch(null);
const filter = z
  .object({ queuedAt: range, finishedAt: range, startedAt: range, timestamp: range })
  .nullish()
  .catch(null);

/** The cost of a statistic over executions. */
export const statisticCost: FieldCost = {
  cost(args) {
    if (typeof args.maxPoints === 'number') return STATISTIC_COST + Math.min(MAX_BUCKETS, args.maxPoints);
    const seconds = typeof args.bucket === 'string' ? SECONDS[args.bucket] : undefined;
    if (seconds === undefined) return STATISTIC_COST;
    const asked = filter.parse(args.filter);
    const ranges = [asked?.queuedAt, asked?.finishedAt, asked?.startedAt, asked?.timestamp];
    const { from, to } = ranges.find(isRange) ?? {};
    const length = from ? ((to?.getTime() ?? Date.now()) - from.getTime()) / 1_000 : USUAL_DAYS * 86_400;
    return STATISTIC_COST + Math.min(MAX_BUCKETS, Math.max(0, Math.ceil(length / seconds)));
  },
};
