import { OF_INSIGHTS } from './examples/insights.js';
import { OF_RUNS } from './examples/runs.js';

/** What GraphiQL opens with: one tab each, in this order; the operation's name is the tab's title. */
export const EXAMPLE_QUERIES: readonly string[] = [...OF_RUNS, ...OF_INSIGHTS];
