import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tries } from './support/tries.js';
import type { Answer } from './support/world/runs.js';
import { openTwins, type Twin } from './support/world/twins.js';

const RUNS = 24;
/** Makes the database fail whoever says it of a run. */
const BREAKING = 666;
const FAR = '2099-01-01T00:00:00Z';
/** A slow machine tries fewer histories. */
const TIME_LIMIT_MS = 60_000;

let twins: Awaited<ReturnType<typeof openTwins>>;
beforeAll(async () => {
  twins = await openTwins({ runs: RUNS, breaking: BREAKING });
}, 60_000);
afterAll(() => twins.close());

const VERBS = [
  'complete',
  'complete',
  'fail',
  'failForGood',
  'snooze',
  'heartbeat',
  'cancel',
  'force',
  'stop',
] as const;
type Verb = (typeof VERBS)[number];

/** What a worker says of a run: by its lease, the one before, another run's, none, or of the other twin's run. */
interface Word {
  target: number;
  lease: 'held' | 'stale' | 'foreign' | 'forged' | 'theirs';
  what: number;
  isBreaking: boolean;
}
interface Act {
  as: 'one' | 'several' | 'claim';
  verb: Verb;
  words: Word[];
  isTwice: boolean;
  limit: number;
  request: 'none' | 'new' | 'taken';
}
interface Round {
  acts: Act[];
  claimsBy: 'claimExecutions' | 'completeAndClaim';
}

const often = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { arbitrary: fc.constant(usual), weight: 4 },
    { arbitrary: fc.constantFrom(...others), weight: 3 },
  );
const word: fc.Arbitrary<Word> = fc.record({
  target: fc.nat({ max: RUNS - 1 }),
  lease: often<Word['lease']>('held', 'stale', 'foreign', 'forged', 'theirs'),
  what: fc.nat({ max: 1 }),
  isBreaking: fc.nat({ max: 11 }).map((n) => n === 0),
});
const act: fc.Arbitrary<Act> = fc.record({
  as: fc.constantFrom('one', 'several', 'claim'),
  verb: fc.constantFrom(...VERBS),
  words: fc.array(word, { minLength: 1, maxLength: 4 }),
  isTwice: fc.boolean(),
  limit: fc.integer({ min: 1, max: 3 }),
  request: often<Act['request']>('none', 'new', 'taken'),
});
const round: fc.Arbitrary<Round> = fc.record({
  acts: fc.array(act, { minLength: 6, maxLength: 16, size: 'max' }),
  claimsBy: fc.constantFrom('claimExecutions', 'completeAndClaim'),
});

/** One request of one worker: what it says to the API for a twin, and whether the database is to fail it. */
interface Call {
  mutation: string;
  worker: string;
  isBreaking: boolean;
  input(twin: Twin, other: Twin): object;
}

const MUTATIONS: Record<Verb, [mutation: string, more: object]> = {
  complete: ['completeExecution', {}],
  fail: ['failExecution', { errorMessage: 'no' }],
  failForGood: ['failExecution', { errorMessage: 'never', retryable: false }],
  snooze: ['snoozeExecution', { until: FAR }],
  heartbeat: ['heartbeatExecution', {}],
  cancel: ['cancelExecution', { graceSeconds: 600 }],
  force: ['cancelExecution', { force: true }],
  stop: ['cancelExecution', {}],
};

/**
 * The calls of a round. So that their order does not matter, each run is meant by one act with its lease; the others that
 * are about it prove nothing. While there are claims, nobody is about what is queued.
 */
function planOf({ acts, claimsBy }: Round, number: string, statuses: readonly string[]): Call[] {
  const hasClaims = acts.some(({ as }) => as === 'claim');
  const taken = new Set<number>();
  const spokenOf = new Set<number>();
  const broken = new Set<number>();

  function say(verb: Verb, { target, lease, what, isBreaking }: Word, serial: string) {
    const running = statuses.flatMap((status, at) => (status === 'RUNNING' && !taken.has(at) ? [at] : []));
    const others = statuses.flatMap((status, at) => (hasClaims && status === 'QUEUED' ? [] : [at]));
    // Most of what is meant is about what runs.
    const possible = lease === 'held' && target % 4 > 0 && running.length > 0 ? running : others;
    const at = possible[target % Math.max(1, possible.length)];
    if (at === undefined || broken.has(at)) return null;
    const needsNone = verb === 'cancel' || verb === 'force';
    const isMeant = lease === 'held' && !taken.has(at) && (needsNone || statuses[at] !== 'QUEUED');
    if (isMeant) taken.add(at);
    const by = isMeant || lease !== 'held' ? lease : 'forged';
    const counts = verb === 'complete' || verb === 'heartbeat';
    // What an older lease says again would be answered again until the run ends anew.
    const text = by === 'stale' ? `${serial} ${what}` : `${what}`;
    // A run that another transaction holds is ended after the rest of its call, which is then done and not undone.
    const breaks = isBreaking && isMeant && counts && !spokenOf.has(at);
    if (breaks) broken.add(at);
    spokenOf.add(at);
    const input = (twin: Twin, other: Twin) => ({
      executionId: (by === 'theirs' ? other : twin).ids[at],
      ...(!(isMeant && needsNone) && { leaseToken: tokenOf(twin, other, at, by) }),
      ...(counts && { itemsProcessed: breaks ? BREAKING : what }),
      ...(verb === 'complete' && { result: text }),
      ...(verb === 'snooze' && { reason: text }),
      ...(verb.startsWith('fail') && { errorCode: text }),
      ...MUTATIONS[verb][1],
    });
    return { input, breaks };
  }

  return acts.flatMap(({ as, verb, words, isTwice, limit, request }, place): Call[] => {
    const worker = `w${place}`;
    const serial = `${number}-${place}`;
    if (as === 'one') {
      const [first] = words;
      const said = first ? say(verb, first, serial) : null;
      if (!said) return [];
      const call = { mutation: MUTATIONS[verb][0], worker, isBreaking: said.breaks, input: said.input };
      return isTwice ? [call, call] : [call];
    }
    const common: Verb = as === 'several' && verb.startsWith('fail') ? verb : 'complete';
    const said = words.flatMap((one) => say(common, one, serial) ?? []);
    const isBreaking = said.some(({ breaks }) => breaks);
    const items = (twin: Twin, other: Twin) =>
      [...said, ...(isTwice ? said.slice(0, 1) : [])].map(({ input }) => input(twin, other));
    if (as === 'several') {
      if (said.length === 0) return [];
      const mutation = `${MUTATIONS[common][0]}s`;
      return [{ mutation, worker, isBreaking, input: (...of) => ({ items: items(...of) }) }];
    }
    const claimFor = ({ jobId, takenRequest }: Twin) => ({
      jobId,
      workerId: worker,
      limit,
      leaseSeconds: 1_000 + 100 * place,
      ...(request !== 'none' && { requestId: request === 'new' ? serial : takenRequest }),
    });
    if (claimsBy === 'claimExecutions') {
      const call = { mutation: claimsBy, worker, isBreaking: false, input: claimFor };
      return isTwice && request === 'new' ? [call, call] : [call];
    }
    const input = (twin: Twin, other: Twin) => ({ items: items(twin, other), claim: claimFor(twin) });
    return [{ mutation: claimsBy, worker, isBreaking, input }];
  });
}

function tokenOf(twin: Twin, other: Twin, at: number, by: Word['lease']): string {
  const forged = `1.${'x'.repeat(22)}`;
  const tokens = twin.tokens[at] ?? [];
  if (by === 'held') return tokens.at(-1) ?? forged;
  if (by === 'stale') return tokens.at(-2) ?? forged;
  if (by === 'foreign') return twin.tokens[(at + 1) % RUNS]?.at(-1) ?? forged;
  return (by === 'theirs' && other.tokens[at]?.at(-1)) || forged;
}

/** What a twin hears, as far as it does not depend on which is first. @returns Where runs were claimed, which are kept. */
async function make(call: Call, twin: Twin, other: Twin) {
  const { mutation, worker, isBreaking } = call;
  const input = call.input(twin, other);
  const answer = await twins.tell(mutation, input, twin.key).catch((error: unknown) => {
    if (!isBreaking) throw error;
    return null;
  });
  if (!answer) return { heard: 'broken', claimed: [] };
  const said = ({ code, retryAt, isPending, execution }: Answer) => ({
    code: code ?? 'ok',
    isTriedAgain: retryAt != null,
    isPending,
    run: execution && {
      at: twin.ids.indexOf(execution.id),
      status: execution.status,
      result: execution.result,
      items: execution.itemsProcessed,
      error: execution.errorMessage,
    },
  });
  const claimed = (answer.executions ?? []).map(({ execution, lease }) => {
    expect([execution.workerId, lease.id], `${mutation} of another`).toEqual([worker, execution.id]);
    return { at: twin.ids.indexOf(execution.id), token: lease.token, expiresAt: lease.expiresAt, worker };
  });
  return { heard: { ...said(answer), results: answer.results?.map(said) }, claimed };
}

type Made = Awaited<ReturnType<typeof make>>;

/** Takes what was claimed in a round; the same claim said twice is one. @returns Which runs. */
function keepLeases(twin: Twin, made: readonly Made[]): number[] {
  const holders = new Map<number, string>();
  for (const { at, token, expiresAt, worker } of made.flatMap(({ claimed }) => claimed)) {
    expect(holders.get(at) ?? worker, 'held twice').toBe(worker);
    const seconds = Math.round((expiresAt.getTime() - Date.now()) / 100_000);
    expect(seconds, 'the lease of another').toBe(10 + Number(worker.slice(1)));
    if (!holders.has(at)) twin.tokens[at]?.push(token);
    holders.set(at, worker);
  }
  return [...holders.keys()].sort((a, b) => a - b);
}

const ONE = { as: 'claim', verb: 'complete', isTwice: false, request: 'none' } as const;
const wordOf = (target: number, lease: Word['lease']): Word => ({
  target,
  lease,
  what: 0,
  isBreaking: false,
});
/** What every history begins with: some runs are held, and workers take turns with them. */
const BEGINNING: Round[] = [
  { claimsBy: 'claimExecutions', acts: [3, 3, 2, 1].map((limit) => ({ ...ONE, limit, words: [] })) },
  {
    claimsBy: 'completeAndClaim',
    acts: [1, 2, 3, 5, 6, 7, 9, 10].map((target, place) => ({
      ...ONE,
      limit: 1,
      words: [wordOf(target, place < 4 ? 'held' : 'forged')],
    })),
  },
];

it('many calls at once say and do what they do one by one', {
  timeout: tries(4 * TIME_LIMIT_MS),
}, async () => {
  let histories = 0;
  let saved = 0;
  let last: Promise<void> = Promise.resolve();
  async function play(rounds: readonly Round[]): Promise<void> {
    histories += 1;
    const [together, apart] = await twins.begin();
    for (const [number, each] of [...BEGINNING, ...rounds].entries()) {
      const statuses = (await twins.states(together)).map(({ status }) => status);
      const calls = planOf(each, `${histories}-${number}`, statuses);
      const atOnce = await Promise.all(calls.map((call) => make(call, together, apart)));
      const inTurn: Made[] = [];
      for (const call of calls) inTurn.push(await make(call, apart, together));
      expect(atOnce.map(({ heard }) => heard)).toEqual(inTurn.map(({ heard }) => heard));
      expect(keepLeases(together, atOnce)).toEqual(keepLeases(apart, inTurn));
      expect(await twins.states(together)).toEqual(await twins.states(apart));
      await twins.letTimePass();
    }
    expect(await twins.events(together)).toEqual(await twins.events(apart));
    expect(await twins.sums(together)).toEqual(await twins.sums(apart));
    saved += (await twins.transactions(apart)) - (await twins.transactions(together));
  }
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 3 }), (rounds) => {
      last = play(rounds);
      return last;
    }),
    { interruptAfterTimeLimit: tries(TIME_LIMIT_MS), numRuns: tries(5) },
  );
  // Where the time was over, one of them still plays.
  await last;
  expect(saved, 'transactions of calls that went together').toBeGreaterThan(0);
});
