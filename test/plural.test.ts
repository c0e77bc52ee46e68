import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from './support/command.js';
import { openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;

beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs?.test.close());

const NO_RUN = 'crawl_01h455vb4pex5vsknk084sn02q';

/** What became of the items: for each the path of what is wrong with it, or its type. */
async function outcomes(mutation: string, input: object): Promise<Array<string | undefined>> {
  const { results } = await runs.tell(mutation, input);
  return (results ?? []).map(({ __typename, code, issues }) =>
    __typename === 'InvalidInputError' ? `${code} ${issues?.[0]?.path.join('.')}` : __typename,
  );
}

it('one bad item of enqueueExecutions answers for itself, and takes no key and no place', async () => {
  const { id: jobId, row } = await runs.job();
  const item = { jobId, idempotencyKey: 'same' };
  const items = [
    { jobId, priority: 11 },
    { ...item, params: [] },
    item,
    {},
    { jobId: 'x' },
    { jobId, createdBy: { name: '', role: 'r' } },
    item,
  ];
  expect(await outcomes('enqueueExecutions', { items })).toEqual([
    'INVALID_INPUT input.items.0.priority',
    'INVALID_INPUT input.items.1.params',
    'EnqueueExecutionPayload',
    'INVALID_INPUT input.items.3.jobId',
    'INVALID_INPUT input.items.4.jobId',
    'INVALID_INPUT input.items.5.createdBy.name',
    'EnqueueExecutionPayload',
  ]);
  expect(await runs.prisma.execution.count({ where: { jobId: row.id } })).toBe(1);
});

it('one bad item of completeExecutions and failExecutions answers for itself', async () => {
  const { lease: _, ...first } = await runs.claimed();
  const { lease: __, ...second } = await runs.claimed();
  const completions = [{ ...first, executionId: NO_RUN }, { ...second, itemsProcessed: -1 }, first];
  expect(await outcomes('completeExecutions', { items: completions })).toEqual([
    'INVALID_INPUT input.items.0.executionId',
    'INVALID_INPUT input.items.1.itemsProcessed',
    'CompleteExecutionPayload',
  ]);
  const failures = [
    { ...second, executionId: 'exec_', errorMessage: 'no' },
    { ...second, errorMessage: 'no', retryable: false },
  ];
  expect(await outcomes('failExecutions', { items: failures })).toEqual([
    'INVALID_INPUT input.items.0.executionId',
    'FailExecutionPayload',
  ]);
  expect((await runs.row(first.executionId)).status).toBe('COMPLETED');
  expect((await runs.row(second.executionId)).status).toBe('FAILED');
});

it('one bad lease of heartbeats answers for itself, among runs and chunks', async () => {
  const { executionId: id, leaseToken: token } = await runs.claimed();
  const [chunkId = ''] = await runs.chunks(id, 1);
  const chunk = await runs.holdChunk(chunkId);
  const before = (await runs.row(id)).heartbeatAt ?? new Date();
  expect(await outcomes('heartbeats', { leases: [{ id: NO_RUN, token }, chunk, { id, token }] })).toEqual([
    'INVALID_INPUT input.leases.0.id',
    'HeartbeatPayload',
    'HeartbeatPayload',
  ]);
  const { heartbeatAt } = await runs.row(id);
  expect(heartbeatAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  expect(await outcomes('heartbeats', { leases: [{ id: NO_RUN, token }] })).toEqual([
    'INVALID_INPUT input.leases.0.id',
  ]);
});

it('one bad item of completeChunks answers for itself', async () => {
  const { executionId } = await runs.claimed();
  const [chunkId = ''] = await runs.chunks(executionId, 1);
  const { id, token } = await runs.holdChunk(chunkId);
  const items = [
    { chunkId: executionId, leaseToken: token },
    { chunkId: id, leaseToken: token },
  ];
  expect(await outcomes('completeChunks', { items })).toEqual([
    'INVALID_INPUT input.items.0.chunkId',
    'CompleteChunkPayload',
  ]);
  expect(await runs.prisma.chunk.findUniqueOrThrow({ where: { id: chunkId } })).toMatchObject({
    status: 'COMPLETED',
  });
});

it.each([
  ['enqueueExecutions', 'items'],
  ['completeExecutions', 'items'],
  ['failExecutions', 'items'],
  ['completeChunks', 'items'],
  ['heartbeats', 'leases'],
])('%s answers InvalidInputError for what is no batch', async (mutation, field) => {
  expect(await runs.tell(mutation, { [field]: [] })).toMatchObject({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    issues: [{ path: ['input', field] }],
  });
  // A worker's key is told so too.
  const { key } = await runs.given.user({ key: { scopes: ['WORK'] } });
  expect(await command(runs.test, mutation, '').refusal({ [field]: [] }, key)).toMatchObject({
    code: 'INVALID_INPUT',
    path: `input.${field}`,
  });
});
