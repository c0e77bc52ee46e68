/** How many credits a run of each kind of job costs. */
export type RunCosts = Readonly<Record<string, number>>;

const MAX_RUN_COST = 1_000_000;
const defaults = new Map<string, number>();

/** Says what a run of a kind costs where the settings do not. */
export function registerRunCost(kind: string, credits: number): void {
  defaults.set(kind, credits);
}

/** What runs cost where nobody says it. */
export function defaultRunCosts(): RunCosts {
  return Object.fromEntries(defaults);
}

/** What the setting RUN_COSTS must be, in words. */
export function runCostsForm(): string {
  const kinds = [...defaults.keys()].join(', ').toLowerCase();
  return `must be of the form crawl=2,agent=5: kinds (${kinds}), each once, with credits from 0 to ${MAX_RUN_COST}`;
}

/** @returns What the setting RUN_COSTS says, the default for kinds that it leaves out; null where it is none. */
export function parseRunCosts(text: string): RunCosts | null {
  const costs = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name = '', digits = ''] = /^\s*([a-z]+)\s*=\s*(\d{1,7})\s*$/i.exec(part) ?? [];
    const kind = name.toUpperCase();
    const cost = Number(digits);
    if (!defaults.has(kind) || digits === '' || cost > MAX_RUN_COST || costs.has(kind)) return null;
    costs.set(kind, cost);
  }
  return { ...defaultRunCosts(), ...Object.fromEntries(costs) };
}

/** What a run of a kind costs. */
export function runCost(costs: RunCosts, kind: string): number {
  return costs[kind] ?? 0;
}
