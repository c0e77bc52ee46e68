import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCountersToAgree } from './support/counters.js';
import { type HeldRun, openRuns, type Runs } from './support/world/runs.js';

const NOBODYS = 'exec_01h455vb4pex5vsknk084sn02q';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const item = ({ executionId, leaseToken }: HeldRun) => ({ executionId, leaseToken });

describe('finishing runs', () => {
  it.each([
    ['completeExecutions', { itemsProcessed: 1 }],
    ['failExecutions', { errorMessage: 'no' }],
  ])('is one statement, and a transaction by itself: %s', async (mutation, said) => {
    const held = [await runs.claimed(), await runs.claimed()];
    const noun = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`;
    const { statements } = await runs.test.recordStatements(() =>
      runs.test.ask(
        `mutation ($input: ${noun}Input!) { ${mutation}(input: $input) {
          ... on ${noun}Payload { results { __typename } } } }`,
        { input: { items: held.map((run) => ({ ...item(run), ...said })) } },
        runs.owner.key,
      ),
    );
    expect(statements).toHaveLength(1);
    for (const { executionId } of held) expect((await runs.row(executionId)).status).not.toBe('RUNNING');
  });

  it('of several owners gives an administrator an answer for each, and each owner their own', async () => {
    const other = await runs.given.owner();
    const { execution } = await runs.tell('enqueueExecution', { jobId: other.job }, other.key);
    const [theirs] =
      (await runs.tell('claimExecutions', { workerId: 'w2', limit: 1 }, other.key)).executions ?? [];
    if (!theirs) throw new Error('nothing was claimed');
    expect(theirs.execution.id).toBe(execution?.id);
    const held = [
      await runs.claimed(),
      { executionId: theirs.execution.id, leaseToken: theirs.lease.token },
      await runs.claimed(),
    ];
    const [first, second] = held;
    if (!first || !second) throw new Error('nothing is held');
    const admin = await runs.given.admin();
    const { results } = await runs.tell(
      'completeExecutions',
      {
        items: [
          { executionId: NOBODYS, leaseToken: first.leaseToken },
          ...held.map(item),
          { executionId: second.executionId, leaseToken: first.leaseToken },
        ],
      },
      admin.key,
    );
    expect(results?.map(({ execution: run, code }) => code ?? run?.id)).toEqual([
      'NOT_FOUND',
      ...held.map(({ executionId }) => executionId),
      'LEASE_LOST',
    ]);
    for (const { executionId } of held) {
      expect(await runs.row(executionId)).toMatchObject({ status: 'COMPLETED' });
      const { ownerId } = await runs.row(executionId);
      const last = (await runs.events(executionId)).at(-1);
      expect(last).toMatchObject({ type: 'COMPLETED', ownerId, actorUserId: admin.user.id });
    }
    expect((await runs.row(second.executionId)).ownerId).toBe(other.userId);
    await expectCountersToAgree(runs.prisma);
  });
});
