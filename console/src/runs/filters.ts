import type { ExecutionFilter, ExecutionOrder, FacetField } from '../api/generated/graphql';
import { manyOf, oneOf, type Search } from '../app/search';

/** The closed sets, with the words that they have in the API. */
const SETS = {
  status: ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'],
  kind: ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK'],
  trigger: ['API', 'MANUAL', 'RETRY', 'SCHEDULE'],
  dispatch: ['QUEUE', 'EXTERNAL'],
  reason: ['ERROR', 'TIMEOUT', 'WORKER_LOST'],
} as const;

type SetName = keyof typeof SETS;

/** One thing that runs can be filtered by. */
export interface FilterField {
  /** Its name in the address. */
  param: string;
  label: string;
  /** How it is chosen: of a closed set, of values that occur, by typing, or as a range or a yes. */
  input: 'set' | 'facet' | 'text' | 'texts' | 'times' | 'numbers' | 'yesNo' | 'json';
  values?: readonly string[];
  facet?: FacetField;
  /** Looked for in many rows, so that the API asks for another condition that bounds them. */
  needsBound?: boolean;
  hint?: string;
}

/** In the order in which they are offered. */
export const FILTER_FIELDS: readonly FilterField[] = [
  { param: 'status', label: 'Status', input: 'set', values: SETS.status, facet: 'STATUS' },
  { param: 'job', label: 'Job', input: 'facet', facet: 'JOB' },
  { param: 'kind', label: 'Kind', input: 'set', values: SETS.kind, facet: 'KIND' },
  { param: 'project', label: 'Project', input: 'facet', facet: 'PROJECT' },
  { param: 'tag', label: 'Tag', input: 'facet', facet: 'TAG', hint: 'Runs that have all of them.' },
  { param: 'bot', label: 'Bot', input: 'facet', facet: 'BOT' },
  { param: 'worker', label: 'Worker', input: 'facet', facet: 'WORKER' },
  { param: 'code', label: 'Error code', input: 'facet', facet: 'ERROR_CODE' },
  { param: 'stage', label: 'Failed stage', input: 'facet', facet: 'FAILED_STAGE' },
  { param: 'reason', label: 'Failure', input: 'set', values: SETS.reason },
  {
    param: 'error',
    label: 'Error message',
    input: 'text',
    needsBound: true,
    hint: 'At least 3 characters of it.',
  },
  { param: 'fingerprint', label: 'Failure group', input: 'texts' },
  { param: 'trigger', label: 'Trigger', input: 'set', values: SETS.trigger, facet: 'TRIGGER' },
  { param: 'queued', label: 'Queued', input: 'times' },
  { param: 'started', label: 'Started', input: 'times' },
  { param: 'finished', label: 'Finished', input: 'times' },
  { param: 'duration', label: 'Duration', input: 'numbers', needsBound: true, hint: 'In milliseconds.' },
  { param: 'retried', label: 'Mended by a retry', input: 'yesNo' },
  { param: 'dispatch', label: 'Dispatch', input: 'set', values: SETS.dispatch },
  { param: 'external', label: 'External id', input: 'texts' },
  { param: 'system', label: 'External system', input: 'text', hint: 'Of an external id.' },
  { param: 'params', label: 'Params contain', input: 'json', needsBound: true, hint: 'A JSON object.' },
  { param: 'id', label: 'Run', input: 'texts' },
  { param: 'owner', label: 'Account', input: 'text', hint: 'For administrators: the id of an account.' },
];

/** What an address asks for, and what of it makes no sense. */
export interface RunsQuery {
  filter: ExecutionFilter;
  order: ExecutionOrder;
  /** What is wrong with the address, in words; these parts of it are left out. */
  problems: string[];
}

const ORDERS = ['QUEUED_AT', 'STARTED_AT', 'FINISHED_AT', 'DURATION'] as const;
export const DEFAULT_ORDER: ExecutionOrder = { field: 'QUEUED_AT', direction: 'DESC' };

/** Ranges that end now: `24h`, `7d`; or `from..to`, of which one may be left out. */
const SPAN = /^(\d{1,4})([mhd])$/;
const SPAN_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @param now What spans end at; taken once for a list, so that its pages fit together. */
export function readRunsQuery(search: Search, now: number): RunsQuery {
  const problems: string[] = [];
  const filter: ExecutionFilter = {};

  function set<Name extends SetName>(name: Name): (typeof SETS)[Name][number][] | undefined {
    const allowed: readonly (typeof SETS)[Name][number][] = SETS[name];
    const values = manyOf(search, name);
    const known = values.flatMap((value) => allowed.find((one) => one === value) ?? []);
    for (const value of values) {
      if (!allowed.some((one) => one === value)) problems.push(`${name}: there is no "${shortened(value)}".`);
    }
    return known.length > 0 ? known : undefined;
  }

  function texts(name: string): string[] | undefined {
    const values = manyOf(search, name).filter((value) => value.trim() !== '');
    return values.length > 0 ? values : undefined;
  }

  function times(name: string) {
    const text = oneOf(search, name);
    if (text === undefined) return undefined;
    const range = readTimes(text, now);
    if (!range) problems.push(`${name}: "${shortened(text)}" is no range of times.`);
    return range ?? undefined;
  }

  filter.status = set('status');
  filter.kind = set('kind');
  filter.trigger = set('trigger');
  filter.dispatch = set('dispatch');
  filter.failureReason = set('reason');
  filter.jobIds = texts('job');
  filter.projectId = oneOf(search, 'project');
  filter.tags = texts('tag');
  filter.botId = texts('bot');
  filter.workerId = oneOf(search, 'worker');
  filter.errorCode = texts('code');
  filter.failedStage = texts('stage');
  filter.errorFingerprint = texts('fingerprint');
  filter.externalId = texts('external');
  const system = oneOf(search, 'system');
  if (system !== undefined && !filter.externalId) problems.push('system: it needs an external id beside it.');
  else filter.externalSystem = system;
  filter.ids = texts('id');
  filter.ownerId = oneOf(search, 'owner');
  filter.queuedAt = times('queued');
  filter.startedAt = times('started');
  filter.finishedAt = times('finished');

  const error = oneOf(search, 'error');
  if (error !== undefined && error.trim().length < 3)
    problems.push('error: at least 3 characters are needed.');
  else filter.error = error;

  const duration = oneOf(search, 'duration');
  if (duration !== undefined) {
    const range = readNumbers(duration);
    if (range) filter.durationMs = range;
    else problems.push(`duration: "${shortened(duration)}" is no range of milliseconds.`);
  }

  const retried = oneOf(search, 'retried');
  if (retried === 'yes' || retried === 'no') filter.mended = retried === 'yes';
  else if (retried !== undefined) problems.push('retried: it is "yes" or "no".');

  const params = oneOf(search, 'params');
  if (params !== undefined) {
    const value = parsedJson(params);
    if (typeof value === 'object' && value !== null) filter.params = value;
    else problems.push('params: it is no JSON object.');
  }

  return { filter: withoutUndefined(filter), order: readOrder(search, problems), problems };
}

function readOrder(search: Search, problems: string[]): ExecutionOrder {
  const text = oneOf(search, 'order');
  if (text === undefined) return DEFAULT_ORDER;
  const [name, direction] = text.split('.');
  const field = ORDERS.find((one) => one === name);
  if (!field || (direction !== 'ASC' && direction !== 'DESC')) {
    problems.push(`order: "${shortened(text)}" is no order.`);
    return DEFAULT_ORDER;
  }
  return { field, direction };
}

/** As `readRunsQuery` reads it; null for the default. */
export function writeOrder({ field, direction }: ExecutionOrder): string | null {
  const isDefault = field === DEFAULT_ORDER.field && direction === DEFAULT_ORDER.direction;
  return isDefault ? null : `${field}.${direction}`;
}

/** @returns null for what is no range. */
export function readTimes(text: string, now: number): { from?: string; to?: string } | null {
  const span = SPAN.exec(text);
  if (span) {
    const unit = span[2] === 'm' ? 'm' : span[2] === 'h' ? 'h' : 'd';
    return { from: new Date(now - Number(span[1]) * SPAN_MS[unit]).toISOString() };
  }
  const [from = '', to = '', ...rest] = text.split('..');
  const isTime = (value: string) => value === '' || !Number.isNaN(Date.parse(value));
  if (rest.length > 0 || !text.includes('..') || (from === '' && to === '') || !isTime(from) || !isTime(to)) {
    return null;
  }
  return {
    ...(from === '' ? {} : { from: new Date(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(to).toISOString() }),
  };
}

/** `1000..5000`, of which one may be left out. */
function readNumbers(text: string): { min?: number; max?: number } | null {
  const match = /^(\d{0,10})\.\.(\d{0,10})$/.exec(text);
  if (!match || (match[1] === '' && match[2] === '')) return null;
  return {
    ...(match[1] ? { min: Number(match[1]) } : {}),
    ...(match[2] ? { max: Number(match[2]) } : {}),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutUndefined(filter: ExecutionFilter): ExecutionFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** What of a filter its events can be followed by: the API refuses the rest there. Null where they cannot be. */
export function followable(filter: ExecutionFilter): ExecutionFilter | null {
  // The status is compared here, so that runs which stop matching are heard of too.
  const { status: _status, error, params, durationMs, ...rest } = filter;
  return error === undefined && params === undefined && durationMs === undefined ? rest : null;
}
