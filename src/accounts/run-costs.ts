import { JobKind } from '../generated/prisma/enums.js';

/** How many credits a run of each kind of job costs. */
export type RunCosts = Readonly<Record<JobKind, number>>;

export const FREE_RUNS: RunCosts = { MONITOR: 0, CRAWL: 0, BOT: 0, AGENT: 0 };

const MAX_RUN_COST = 1_000_000;
export const RUN_COSTS_FORM = `must be of the form crawl=2,agent=5: kinds (monitor, crawl, bot, agent), each once, with credits from 0 to ${MAX_RUN_COST}`;

/** @returns What the setting RUN_COSTS says, 0 for kinds that it leaves out; null where it is none. */
export function parseRunCosts(text: string): RunCosts | null {
  const costs = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name = '', digits = ''] = /^\s*([a-z]+)\s*=\s*(\d{1,7})\s*$/i.exec(part) ?? [];
    const kind = name.toUpperCase();
    const cost = Number(digits);
    if (!(kind in JobKind) || digits === '' || cost > MAX_RUN_COST || costs.has(kind)) return null;
    costs.set(kind, cost);
  }
  return { ...FREE_RUNS, ...Object.fromEntries(costs) };
}
