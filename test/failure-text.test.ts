import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { CUT_MARK, failureMessage, NO_MESSAGE } from '../src/graphql/relay/failure-text.js';
import { command } from './support/command.js';
import { openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;

beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs?.test.close());

const LONGEST = 65_536;
const NUL = String.fromCharCode(0);
const HIGH = '\ud83d';

/** What failures say of themselves, and what is kept of it. */
const TEXTS: ReadonlyArray<readonly [what: string, said: string, kept: string]> = [
  ['nothing, like str(TimeoutError())', '', NO_MESSAGE],
  ['blanks', ' \n\t', NO_MESSAGE],
  ['a NUL character', `bad byte ${NUL} at 7`, 'bad byte \ufffd at 7'],
  ['a lone surrogate', `cut emoji ${HIGH}!`, 'cut emoji \ufffd!'],
  ['more than can be kept', 'x'.repeat(100_000), 'x'.repeat(LONGEST - CUT_MARK.length) + CUT_MARK],
  ['just as much', 'y'.repeat(LONGEST), 'y'.repeat(LONGEST)],
  ['a whole pair', '👩‍🚀 lost', '👩‍🚀 lost'],
];

it('no pair of surrogates is cut in two', () => {
  const text = failureMessage('👩'.repeat(LONGEST));
  expect(text.length).toBeLessThanOrEqual(LONGEST);
  expect(text.isWellFormed()).toBe(true);
});

describe('failExecution', () => {
  it.each(TEXTS)('takes a message that is %s', async (_what, errorMessage, kept) => {
    const held = await runs.claimed();
    const said = { ...refOf(held), errorMessage };
    const answer = await runs.tell('failExecution', said);
    expect(answer.__typename).toBe('FailExecutionPayload');
    expect((await runs.row(held.executionId)).errorMessage).toBe(kept);
    // Said again it is the same failure.
    expect((await runs.tell('failExecution', said)).__typename).toBe('FailExecutionPayload');
    expect((await runs.events(held.executionId)).at(-1)?.reason).toBe(kept);
  });

  it('takes any code and any details', async () => {
    const held = await runs.claimed();
    const failure = {
      errorMessage: 'm',
      errorCode: `E${NUL}${'1'.repeat(300)}`,
      errorDetails: { trace: [`a${NUL}b`, HIGH], [`k${NUL}`]: 1 },
    };
    await runs.tell('failExecution', { ...refOf(held), ...failure });
    const row = await runs.row(held.executionId);
    expect(row.errorCode).toHaveLength(255);
    expect(row.errorCode).toMatch(/^E\ufffd1+… \[cut\]$/);
    expect(row.errorDetails).toEqual({ trace: ['a\ufffdb', '\ufffd'], 'k\ufffd': 1 });
    const other = await runs.claimed();
    await runs.tell('failExecution', { ...refOf(other), errorMessage: 'm', errorCode: ' ' });
    expect((await runs.row(other.executionId)).errorCode).toBeNull();
  });

  it('takes the worker’s own fingerprint', async () => {
    const [one, two] = [await runs.claimed(), await runs.claimed()];
    const fingerprint = `mine${NUL}${'1'.repeat(300)}`;
    await runs.tell('failExecution', { ...refOf(one), errorMessage: 'a', fingerprint });
    // Said again with another fingerprint it is another failure.
    expect((await runs.tell('failExecution', { ...refOf(one), errorMessage: 'a' })).__typename).toBe(
      'InvalidTransitionError',
    );
    const row = await runs.row(one.executionId);
    expect(row).toMatchObject({ errorFingerprintVersion: 0 });
    expect(row.errorFingerprint).toMatch(/^mine\ufffd1{200,}… \[cut\]$/);
    await runs.tell('failExecution', { ...refOf(two), errorMessage: 'a', fingerprint: ' ' });
    expect(await runs.row(two.executionId)).toMatchObject({
      errorFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      errorFingerprintVersion: 1,
    });
  });

  it('takes it as a variable of its own, and in the document', async () => {
    for (const [variables, value] of [
      ['$text: String!', '$text'],
      ['', '"a\\u0000b"'],
    ] as const) {
      const { executionId, leaseToken } = await runs.claimed();
      const { body } = await runs.test.ask(
        `mutation (${variables ? `${variables}, ` : ''}$id: ID!, $token: String!) {
          failExecution(input: { executionId: $id, leaseToken: $token, errorMessage: ${value} }) { __typename } }`,
        { id: executionId, token: leaseToken, ...(variables && { text: `a${NUL}b` }) },
        runs.owner.key,
      );
      expect(body).toEqual({ data: { failExecution: { __typename: 'FailExecutionPayload' } } });
      expect((await runs.row(executionId)).errorMessage).toBe('a\ufffdb');
    }
  });

  it('refuses such a text everywhere else, with its path', async () => {
    const { executionId } = await runs.claimed();
    expect(await runs.refusal('failExecution', { executionId, leaseToken: NUL, errorMessage: 'm' })).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'variables.input.leaseToken',
    });
    // A variable that is used for something else too.
    const { status, body } = await runs.test.ask(
      `mutation ($text: String!, $id: ID!) {
        failExecution(input: { executionId: $id, leaseToken: $text, errorMessage: $text }) { __typename } }`,
      { id: executionId, text: NUL },
      runs.owner.key,
    );
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('"path":["variables","text"]');
    const { body: literal } = await runs.test.ask(
      `mutation { failExecution(input: { executionId: "\\u0000", leaseToken: "x", errorMessage: "" }) { __typename } }`,
      {},
      runs.owner.key,
    );
    expect(JSON.stringify(literal)).toContain('NUL characters are not allowed');
    expect((await runs.row(executionId)).status).toBe('RUNNING');
  });
});

it('failExecutions takes each text', async () => {
  const held = await Promise.all(TEXTS.map(() => runs.claimed()));
  const items = held.map((one, place) => ({ ...refOf(one), errorMessage: TEXTS[place]?.[1] }));
  const { results } = await runs.tell('failExecutions', { items });
  expect(results?.map(({ __typename }) => __typename)).toEqual(TEXTS.map(() => 'FailExecutionPayload'));
  const kept = await Promise.all(
    held.map(async ({ executionId }) => (await runs.row(executionId)).errorMessage),
  );
  expect(kept).toEqual(TEXTS.map(([, , text]) => text));
});

it('failChunk takes each text', async () => {
  const { executionId } = await runs.claimed();
  const ids = await runs.chunks(executionId, TEXTS.length);
  const fail = command(runs.test, 'failChunk', '... on Error { message }');
  for (const [place, [what, errorMessage, kept]] of TEXTS.entries()) {
    const chunk = await runs.holdChunk(ids[place] ?? '');
    const answer = await fail.run(
      { chunkId: chunk.id, leaseToken: chunk.token, errorMessage },
      runs.owner.key,
    );
    expect(answer.__typename, what).toBe('FailChunkPayload');
    expect((await runs.prisma.chunk.findUniqueOrThrow({ where: { id: ids[place] } })).errorMessage).toBe(
      kept,
    );
  }
});

it('recordStages takes any error', async () => {
  const { executionId: id, leaseToken: token } = await runs.claimed();
  const record = command(runs.test, 'recordStages', '... on RecordStagesPayload { stages { id error } }');
  const at = '2026-01-01T00:00:00Z';
  const answer = await record.run(
    {
      work: { execution: { id, token } },
      stages: [
        { name: 's', status: 'FAILED', startedAt: at, endedAt: at, error: { message: `x${NUL}${HIGH}` } },
      ],
    },
    runs.owner.key,
  );
  expect(z.looseObject({ stages: z.unknown() }).parse(answer).stages).toMatchObject([
    { error: { message: 'x\ufffd\ufffd' } },
  ]);
});

it.each(TEXTS)('a reason to cancel may be %s', async (_what, reason, kept) => {
  const { id: jobId } = await runs.job();
  const [one, many] = [await runs.enqueued(jobId), await runs.enqueued(jobId)];
  await runs.tell('cancelExecution', { executionId: one, reason });
  await runs.tell('bulkCancelExecutions', { ids: [many], reason });
  const expected = kept === NO_MESSAGE ? null : kept.length > 10_000 ? expect.stringMatching(/cut\]$/) : kept;
  for (const id of [one, many]) {
    expect((await runs.events(id)).at(-1)).toMatchObject({ type: 'CANCELED', reason: expected });
  }
});

it.each(TEXTS)('a verification may say of its error %s', async (_what, text, kept) => {
  const admin = await runs.given.admin();
  const task = await runs.prisma.socialTask.create({ data: { title: 't', taskType: 'FOLLOW', target: 't' } });
  const { id } = await runs.prisma.completion.create({
    data: { taskId: task.id, ownerId: runs.owner.user.id },
  });
  const record = command(
    runs.test,
    'recordVerification',
    '... on RecordVerificationPayload { verificationLog { errorMessage rejectionReason } }',
  );
  const answer = await record.run(
    {
      completionId: encodeId('Completion', id),
      result: 'ERROR',
      verificationTimeMs: 1,
      apiCallCount: 1,
      errorMessage: text,
      rejectionReason: text,
    },
    admin.key,
  );
  const said = kept === NO_MESSAGE ? null : kept;
  expect(answer).toMatchObject({ verificationLog: { errorMessage: said, rejectionReason: said } });
});

function refOf({ executionId, leaseToken }: { executionId: string; leaseToken: string }) {
  return { executionId, leaseToken };
}
