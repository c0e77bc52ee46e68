import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCountersToAgree } from './support/counters.js';
import { tries } from './support/tries.js';
import { type Answer, openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

type Status = 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELED';
type Cancel = 'none' | 'asked' | 'over';

/** What the model knows of a run. */
interface Run {
  id: string;
  status: Status;
  attempt: number;
  fence: number;
  dispatch: 'QUEUE' | 'EXTERNAL';
  priority: number;
  cancel: Cancel;
  isLeaseOver: boolean;
  failureReason: 'ERROR' | 'WORKER_LOST' | null;
  /** The tokens that workers got for it, by the fence that they were made with. */
  tokens: Map<number, string>;
  /** What ended it last, in whose words, and whether it was tried again. */
  lastWords: { fence: number; words: string } | null;
  retryOf: Run | null;
  steps: string[];
}

interface Model {
  maxAttempts: number;
  runs: Run[];
}

interface Real {
  jobId: string;
}

const MAX_PRIORITY = 2;
const MAX_OPEN = 2;
/** A slow machine tries fewer sequences. */
const TIME_LIMIT_MS = 60_000;
const isFinished = ({ status }: Run) => status !== 'QUEUED' && status !== 'RUNNING';

function newRun(id: string, more: Partial<Run> = {}): Run {
  return {
    id,
    status: 'QUEUED',
    attempt: 1,
    fence: 0,
    dispatch: 'QUEUE',
    priority: 0,
    cancel: 'none',
    isLeaseOver: false,
    failureReason: null,
    tokens: new Map(),
    lastWords: null,
    retryOf: null,
    steps: ['QUEUED'],
    ...more,
  };
}

function starts(run: Run, token: string | undefined): void {
  run.status = 'RUNNING';
  run.fence += 1;
  run.isLeaseOver = false;
  run.steps.push('STARTED');
  if (token !== undefined) run.tokens.set(run.fence, token);
}

function ends(run: Run, status: Status, failureReason: Run['failureReason'] = null): void {
  run.status = status;
  run.failureReason = failureReason;
  run.steps.push(status);
}

function failsOrGoesOn(
  { maxAttempts }: Model,
  run: Run,
  reason: 'ERROR' | 'WORKER_LOST',
  retryable: boolean,
) {
  if (retryable && run.attempt < maxAttempts && run.dispatch === 'QUEUE' && run.cancel === 'none') {
    run.status = 'QUEUED';
    run.attempt += 1;
    run.fence += 1;
    run.steps.push('REQUEUED');
  } else {
    ends(run, 'FAILED', reason);
  }
}

/** What the API must answer to words that end a run, and what that makes of it. */
function finishes(run: Run, fence: number, words: string, end: () => void): string {
  if (!run.tokens.has(fence)) return 'LEASE_LOST';
  if (run.lastWords?.fence === fence && run.lastWords.words === words) return 'ok';
  if (run.fence !== fence) return 'LEASE_LOST';
  if (run.status !== 'RUNNING') return 'INVALID_TRANSITION';
  if (run.cancel === 'over') {
    ends(run, 'CANCELED');
    return 'INVALID_TRANSITION';
  }
  end();
  run.lastWords = { fence, words };
  return 'ok';
}

const said = ({ code }: Answer) => code ?? 'ok';

/** One command: what it does to both, and that they say the same of it. */
class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly name: string,
    private readonly does: (model: Model, real: Real) => Promise<void>,
    readonly check: (model: Readonly<Model>) => boolean = () => true,
  ) {}
  async run(model: Model, real: Real) {
    await this.does(model, real);
    await expectTheSame(model);
  }
  toString = () => this.name;
}

async function expectTheSame({ runs: expected }: Model): Promise<void> {
  const rows = await Promise.all(expected.map(({ id }) => runs.row(id)));
  expect(
    rows.map(({ status, attempt, fence, dispatch, failureReason, cancelRequestedAt }) => ({
      status,
      attempt,
      fence: Number(fence),
      dispatch,
      failureReason,
      isCancelAsked: cancelRequestedAt !== null,
    })),
  ).toEqual(
    expected.map(({ status, attempt, fence, dispatch, failureReason, cancel }) => ({
      status,
      attempt,
      fence,
      dispatch,
      failureReason,
      isCancelAsked: cancel !== 'none',
    })),
  );
}

/** Few at a time, so that much happens to each. */
const hasRoom = ({ runs: all }: Readonly<Model>) => all.filter((run) => !isFinished(run)).length < MAX_OPEN;

/** A step about one of the newest runs, if there is any. */
function about(name: string, nth: number, does: (run: Run, model: Model, real: Real) => Promise<void>): Step {
  return new Step(`${name} #${nth}`, async (model, real) => {
    const newest = model.runs.slice(-MAX_OPEN - 1);
    const run = newest[nth % Math.max(1, newest.length)];
    if (run) await does(run, model, real);
  });
}

/** The newest lease of a run, the one before, or one that nobody ever got. */
const whose = fc.constantFrom('current', 'stale', 'forged');
type Whose = 'current' | 'stale' | 'forged';

function leaseOf(run: Run, which: Whose): { fence: number; token: string } {
  const fences = [...run.tokens.keys()].sort((a, b) => b - a);
  const fence = fences[which === 'stale' ? 1 : 0];
  const token = which === 'forged' || fence === undefined ? undefined : run.tokens.get(fence);
  return token === undefined || fence === undefined
    ? { fence: -1, token: `${run.fence}.AAAAAAAAAAAAAAAAAAAAAA` }
    : { fence, token };
}

const nth = fc.nat({ max: MAX_OPEN });
const words = fc.constantFrom('a', 'b');

const enqueue = fc.nat({ max: MAX_PRIORITY }).map(
  (priority) =>
    new Step(
      `enqueue(${priority})`,
      async (model, { jobId }) => {
        model.runs.push(newRun(await runs.enqueued(jobId, { priority }), { priority }));
      },
      hasRoom,
    ),
);

const startNew = fc.constant(
  new Step(
    'start',
    async (model, { jobId }) => {
      const { execution, lease } = await runs.tell('startExecution', { jobId, workerId: 'x' });
      const run = newRun(execution?.id ?? '', { dispatch: 'EXTERNAL' });
      starts(run, lease?.token);
      model.runs.push(run);
    },
    hasRoom,
  ),
);

const startGiven = nth.map((place) =>
  about('start', place, async (run) => {
    const answer = await runs.tell('startExecution', { executionId: run.id, workerId: 'x' });
    expect(said(answer)).toBe(run.status === 'QUEUED' ? 'ok' : 'INVALID_TRANSITION');
    if (run.status === 'QUEUED') starts(run, answer.lease?.token);
  }),
);

const claim = fc.integer({ min: 1, max: 3 }).map(
  (limit) =>
    new Step(`claim(${limit})`, async (model, { jobId }) => {
      const { executions = [] } = await runs.tell('claimExecutions', { workerId: 'w', jobId, limit });
      const due = model.runs.filter(({ status, dispatch }) => status === 'QUEUED' && dispatch === 'QUEUE');
      const urgent = due.map(({ priority }) => priority).sort((a, b) => b - a);
      const claimed = executions.map(({ execution }) => due.find(({ id }) => id === execution.id));
      expect(claimed.map((run) => run?.priority)).toEqual(urgent.slice(0, limit));
      for (const [place, run] of claimed.entries()) {
        if (run) starts(run, executions[place]?.lease.token);
      }
    }),
);

const heartbeat = fc.tuple(nth, whose).map(([place, which]) =>
  about(`heartbeat(${which})`, place, async (run) => {
    const { fence, token } = leaseOf(run, which);
    const answer = await runs.tell('heartbeatExecution', { executionId: run.id, leaseToken: token });
    if (fence !== run.fence || run.status === 'QUEUED') {
      expect(said(answer)).toBe('LEASE_LOST');
    } else if (run.status !== 'RUNNING') {
      expect(said(answer)).toBe('INVALID_TRANSITION');
    } else {
      expect(answer.lease).toMatchObject({ token, cancelRequested: run.cancel !== 'none' });
      run.isLeaseOver = false;
    }
  }),
);

const complete = fc.tuple(nth, whose, words).map(([place, which, result]) =>
  about(`complete(${which}, ${result})`, place, async (run) => {
    const { fence, token } = leaseOf(run, which);
    const answer = await runs.tell('completeExecution', { executionId: run.id, leaseToken: token, result });
    const expected = finishes(run, fence, `complete ${result}`, () => ends(run, 'COMPLETED'));
    expect(said(answer)).toBe(expected);
  }),
);

const fail = fc.tuple(nth, whose, words, fc.boolean()).map(([place, which, errorMessage, retryable]) =>
  about(`fail(${which}, ${errorMessage}, ${retryable})`, place, async (run, model) => {
    const { fence, token } = leaseOf(run, which);
    const failure = { executionId: run.id, leaseToken: token, errorMessage, retryable };
    const answer = await runs.tell('failExecution', failure);
    const expected = finishes(run, fence, `fail ${errorMessage} ${retryable}`, () =>
      failsOrGoesOn(model, run, 'ERROR', retryable),
    );
    expect(said(answer)).toBe(expected);
    if (expected === 'ok') expect(answer.retryAt !== null).toBe(fence < run.fence);
  }),
);

const snooze = fc.tuple(nth, whose, words).map(([place, which, reason]) =>
  about(`snooze(${which}, ${reason})`, place, async (run) => {
    const { fence, token } = leaseOf(run, which);
    const until = '2020-01-01T00:00:00Z';
    const answer = await runs.tell('snoozeExecution', {
      executionId: run.id,
      leaseToken: token,
      until,
      reason,
    });
    const isHeld = run.fence === fence && run.status === 'RUNNING';
    const mayNot = run.cancel === 'asked' || (run.cancel === 'none' && run.dispatch === 'EXTERNAL');
    const expected =
      isHeld && mayNot
        ? 'INVALID_TRANSITION'
        : finishes(run, fence, `snooze ${reason}`, () => {
            run.status = 'QUEUED';
            run.fence += 1;
            run.steps.push('REQUEUED');
          });
    expect(said(answer)).toBe(expected);
  }),
);

const cancel = fc
  .tuple(nth, fc.constantFrom('ask', 'force', 'current', 'stale', 'forged'))
  .map(([place, how]) =>
    about(`cancel(${how})`, place, async (run) => {
      const isWorker = how !== 'ask' && how !== 'force';
      const lease = isWorker ? leaseOf(run, how) : null;
      const answer = await runs.tell('cancelExecution', {
        executionId: run.id,
        force: how === 'force',
        graceSeconds: 600,
        ...(lease && { leaseToken: lease.token }),
      });
      if (lease && lease.fence !== run.fence) {
        expect(said(answer)).toBe('LEASE_LOST');
      } else if (run.status === 'COMPLETED' || run.status === 'FAILED') {
        expect(said(answer)).toBe('INVALID_TRANSITION');
      } else {
        const isAsked = run.status === 'RUNNING' && how === 'ask' && run.cancel !== 'over';
        expect(answer.isPending).toBe(isAsked);
        if (isAsked && run.cancel === 'none') run.steps.push('CANCEL_REQUESTED');
        if (isAsked) run.cancel = 'asked';
        else if (run.status !== 'CANCELED') ends(run, 'CANCELED');
      }
    }),
  );

const retry = nth.map((place) =>
  about('retry', place, async (run, model) => {
    const answer = await runs.tell('retryExecution', { executionId: run.id });
    const isOpen = model.runs.some((other) => other.retryOf === run && !isFinished(other));
    expect(said(answer)).toBe(!isFinished(run) ? 'INVALID_TRANSITION' : isOpen ? 'CONFLICT' : 'ok');
    const { dispatch, priority } = run;
    if (answer.execution) {
      model.runs.push(newRun(answer.execution.id, { dispatch, priority, retryOf: run }));
    }
  }),
);

const leaseEnds = nth.map((place) =>
  about('lease ends', place, async (run) => {
    await runs.leaseEnds(run.id);
    if (run.status === 'RUNNING') run.isLeaseOver = true;
  }),
);

const graceEnds = nth.map((place) =>
  about('grace ends', place, async (run) => {
    await runs.graceEnds(run.id);
    if (run.status === 'RUNNING' && run.cancel === 'asked') run.cancel = 'over';
  }),
);

const rescue = fc.constant(
  new Step('rescue', async (model) => {
    await runs.rescue();
    for (const run of model.runs) {
      if (run.status !== 'RUNNING') continue;
      if (run.cancel === 'over') ends(run, 'CANCELED');
      else if (run.cancel === 'none' && run.isLeaseOver) failsOrGoesOn(model, run, 'WORKER_LOST', true);
    }
  }),
);

describe('the life of runs', () => {
  it(
    'goes as a model of it does, whatever workers do in whatever order',
    async () => {
      const commands = fc.commands(
        [
          ...[
            enqueue,
            enqueue,
            startNew,
            startGiven,
            claim,
            claim,
            claim,
            heartbeat,
            complete,
            fail,
            fail,
            snooze,
            cancel,
            retry,
          ],
          ...[leaseEnds, graceEnds, rescue],
        ],
        { maxCommands: 60, size: 'max' },
      );
      await fc.assert(
        fc.asyncProperty(commands, fc.integer({ min: 1, max: 4 }), async (steps, maxAttempts) => {
          const { id: jobId } = await runs.job({ maxAttempts });
          const model: Model = { maxAttempts, runs: [] };
          await fc.asyncModelRun(() => ({ model, real: { jobId } }), steps);
          for (const run of model.runs) expect(await runs.steps(run.id)).toEqual(run.steps);
        }),
        { numRuns: tries(10), interruptAfterTimeLimit: tries(TIME_LIMIT_MS) },
      );
      await runs.prisma.job.deleteMany({ where: { executions: { none: {} } } });
      await expectCountersToAgree(runs.prisma);
    },
    tries(2 * TIME_LIMIT_MS),
  );
});
