import type { JobFilter, JobOrder } from '../api/generated/graphql.js';
import { manyOf, oneOf, type Search } from '../app/search.js';

/** The closed sets, with the words that they have in the API. */
export const JOB_SETS = {
  kind: ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK'],
  status: ['ACTIVE', 'PAUSED', 'ARCHIVED'],
  latest: ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'],
} as const;

type SetName = keyof typeof JOB_SETS;

/** What an address asks for, and what of it makes no sense. */
export interface JobsQuery {
  filter: JobFilter;
  order: JobOrder;
  /** What is wrong with the address, in words; these parts of it are left out. */
  problems: string[];
}

const ORDERS = ['CREATED_AT', 'NAME', 'NEXT_RUN_AT', 'UPDATED_AT'] as const;
export const DEFAULT_JOB_ORDER: JobOrder = { field: 'NAME', direction: 'ASC' };
const SHOWN_VALUE = 40;

const shortened = (text: string) => (text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE)}…` : text);

/** Without a status, archived jobs are left out: they are asked for by name. */
export function readJobsQuery(search: Search): JobsQuery {
  const problems: string[] = [];
  const filter: JobFilter = {};

  function set<Name extends SetName>(name: Name): (typeof JOB_SETS)[Name][number][] | undefined {
    const allowed: readonly (typeof JOB_SETS)[Name][number][] = JOB_SETS[name];
    const known: (typeof JOB_SETS)[Name][number][] = [];
    for (const value of manyOf(search, name)) {
      const one = allowed.find((each) => each === value);
      if (one) known.push(one);
      else problems.push(`${name}: there is no "${shortened(value)}".`);
    }
    return known.length > 0 ? known : undefined;
  }

  const kind = set('kind');
  if (kind) filter.kind = kind;
  filter.status = set('status') ?? ['ACTIVE', 'PAUSED'];
  const latest = set('latest');
  if (latest) filter.latestStatus = latest;
  const tags = manyOf(search, 'tag').filter((tag) => tag.trim() !== '');
  if (tags.length > 0) filter.tags = tags;
  const project = oneOf(search, 'project');
  if (project) filter.projectId = project;
  const text = oneOf(search, 'q')?.trim();
  if (text) filter.search = text;
  const scheduled = oneOf(search, 'scheduled');
  if (scheduled === 'yes' || scheduled === 'no') filter.hasSchedule = scheduled === 'yes';
  else if (scheduled !== undefined) problems.push('scheduled: it is "yes" or "no".');
  const owner = oneOf(search, 'owner');
  if (owner) filter.ownerId = owner;
  return { filter, order: readOrder(search, problems), problems };
}

function readOrder(search: Search, problems: string[]): JobOrder {
  const text = oneOf(search, 'order');
  if (text === undefined) return DEFAULT_JOB_ORDER;
  const [name, direction] = text.split('.');
  const field = ORDERS.find((one) => one === name);
  if (!field || (direction !== 'ASC' && direction !== 'DESC')) {
    problems.push(`order: "${shortened(text)}" is no order.`);
    return DEFAULT_JOB_ORDER;
  }
  return { field, direction };
}

/** An order as the address has it; null for the one that needs not be said. */
export function writeJobOrder({ field, direction }: JobOrder): string | null {
  const isDefault = field === DEFAULT_JOB_ORDER.field && direction === DEFAULT_JOB_ORDER.direction;
  return isDefault ? null : `${field}.${direction}`;
}
