import { expect } from 'vitest';
import { z } from 'zod';
import { readInstanceSecret } from '../../src/core/db/secrets.js';
import { encodeId } from '../../src/core/ids.js';
import type { JobKind } from '../../src/core/node-types.js';
import { createLeaseTokens } from '../../src/executions/lease/lease.js';
import type { ChunkStatus, ExecutionStatus } from '../../src/generated/prisma/enums.js';
import { encodeJobId } from '../../src/jobs/job-id.js';
import { createTestApp, type TestApp } from './app.js';
import { errorsOf } from './http.js';

/** The fence that everything here is held under. */
export const FENCE = 3n;

export interface Held {
  /** As the API writes it. */
  id: string;
  uuid: string;
  /** What a worker that holds it says as `work`. */
  work: Record<string, { id: string; token: string }>;
}

export interface Run extends Held {
  jobId: string;
}

interface RunState {
  kind?: JobKind;
  status?: ExecutionStatus;
  /** When it ended. */
  minutesAgo?: number;
  /** When it had to stop. */
  cancelMinutesAgo?: number;
  owner?: string;
  jobId?: string;
}

const answer = z.object({
  data: z.object({ result: z.looseObject({ __typename: z.string() }) }),
  errors: z.undefined().optional(),
});

/** An owner with runs in the states that tests ask for. */
export async function openWorkshop() {
  const test: TestApp = await createTestApp();
  const { prisma } = test;
  const tokens = createLeaseTokens(await readInstanceSecret(prisma, 'lease'));
  const owner = await test.given.user();
  const stranger = await test.given.user();
  const admin = await test.given.admin();
  const reader = await test.given.user({ key: { scopes: ['READ'] } });
  let serial = 0;

  const job = async (kind: JobKind, ownerId: string): Promise<string> =>
    (await test.given.job(ownerId, { kind })).row.id;

  /** As it would stand after so many minutes; what is final cannot be set back, so it is written like that. */
  async function run(state: RunState = {}): Promise<Run> {
    const { kind = 'BOT', status = 'RUNNING', minutesAgo = 1, owner: ownerId = owner.user.id } = state;
    serial += 1;
    const jobId = state.jobId ?? (await job(kind, ownerId));
    const ended = status !== 'RUNNING' && status !== 'QUEUED';
    const [row] = z.array(z.object({ id: z.string() })).parse(
      await prisma.$queryRaw`
        INSERT INTO job_executions (
          owner_id, job_id, kind, kind_key, run_number, status, fence, attempt, started_at, finished_at, lease_expires_at,
          failure_reason, cancel_requested_at, cancel_deadline)
        VALUES (${ownerId}::uuid, ${jobId}::uuid, ${kind},
          ${kind === 'BOT' || kind === 'TASK' ? 'payroll' : null}::text, ${serial}::int, ${status}::execution_status,
          ${FENCE}::bigint, 2,
          CASE WHEN ${status} <> 'QUEUED' THEN now() - interval '1 day' END,
          CASE WHEN ${ended} THEN now() - make_interval(secs => ${minutesAgo * 60}::float8) END,
          CASE WHEN ${status} = 'RUNNING' THEN now() + interval '1 minute' END,
          CASE WHEN ${status} = 'FAILED' THEN 'ERROR'::failure_reason END,
          CASE WHEN ${state.cancelMinutesAgo !== undefined} THEN now() - interval '1 hour' END,
          CASE WHEN ${state.cancelMinutesAgo !== undefined}
            THEN now() - make_interval(mins => ${state.cancelMinutesAgo ?? 0}::int) END)
        RETURNING id::text`,
    );
    const uuid = row?.id ?? '';
    const id = encodeId('Execution', uuid);
    return {
      id,
      uuid,
      jobId: encodeJobId({ id: jobId, kind }),
      work: { execution: { id, token: tokens.make(uuid, FENCE) } },
    };
  }

  async function chunk(of: Run, status: ChunkStatus = 'PROCESSING', minutesAgo = 1): Promise<Held> {
    serial += 1;
    const [row] = z.array(z.object({ id: z.string() })).parse(
      await prisma.$queryRaw`
        INSERT INTO job_chunks (
          owner_id, job_id, execution_id, chunk_index, status, fence, image_range, started_at, finished_at,
          lease_expires_at)
        SELECT owner_id, job_id, id, ${serial}::int, ${status}::chunk_status, ${FENCE}::bigint,
          '{"start": 0, "end": 10}',
          CASE WHEN ${status} <> 'PENDING' THEN now() - interval '1 day' END,
          CASE WHEN ${status} IN ('COMPLETED', 'FAILED') THEN now() - make_interval(mins => ${minutesAgo}::int) END,
          CASE WHEN ${status} = 'PROCESSING' THEN now() + interval '1 minute' END
        FROM job_executions WHERE id = ${of.uuid}::uuid
        RETURNING id::text`,
    );
    const uuid = row?.id ?? '';
    const id = encodeId('Chunk', uuid);
    return { id, uuid, work: { chunk: { id, token: tokens.make(uuid, FENCE) } } };
  }

  const ask = (mutation: string, fields: string, input: object, key: string) => {
    const noun = mutation.charAt(0).toUpperCase() + mutation.slice(1);
    return test.ask(
      `mutation ($input: ${noun}Input!) { result: ${mutation}(input: $input) {
        __typename
        ... on ${noun}Payload { ${fields} }
        ... on Error {
          code
          ... on ExpiredError { expiredAt }
          ... on InvalidTransitionError { from to allowed }
          ... on NotFoundError { id }
        }
      } }`,
      { input },
      key,
    );
  };

  return {
    test,
    owner,
    stranger,
    admin,
    reader,
    tokens,
    job,
    run,
    chunk,
    ask,
    /** What a mutation answers, where it is no top-level error. */
    async record(mutation: string, fields: string, input: object, key = owner.key) {
      const { body } = await ask(mutation, fields, input, key);
      return answer.parse(body).data.result;
    },
    /** Expects a mutation to name what is wrong with its input. */
    async refused(mutation: string, input: object, path: Array<string | number>, key = owner.key) {
      const { body } = await ask(mutation, '__typename', input, key);
      const [error] = errorsOf.parse(body).errors;
      expect({ code: error?.extensions.code, path: error?.extensions.issues?.[0]?.path }).toEqual({
        code: 'BAD_USER_INPUT',
        path,
      });
    },
    close: () => test.close(),
  };
}

export type Workshop = Awaited<ReturnType<typeof openWorkshop>>;

/** One field of each thing in a list of an answer. */
export function named(list: string, name: string) {
  return (result: object): unknown[] =>
    z
      .array(z.looseObject({ [name]: z.unknown() }))
      .parse(Reflect.get(result, list))
      .map((row) => row[name]);
}
