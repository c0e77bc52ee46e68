import { z } from 'zod';
import { readInstanceSecret } from '../../../src/core/db/secrets.js';
import { encodeId } from '../../../src/core/ids.js';
import { createLeaseTokens, type LeaseTokens } from '../../../src/executions/lease/lease.js';
import type { ChunkStatus, ExecutionStatus } from '../../../src/generated/prisma/enums.js';
import { encodeJobId } from '../../../src/jobs/job-id.js';
import type { TestPrisma } from '../database.js';
import type { JobOf, jobs } from './jobs.js';

/** The fence that rows of work are held under. */
export const FENCE = 3n;
/** Longer than a slow machine takes for all tests of a file: what is to end, they end. */
export const LONG_SECONDS = 3_600;

/** A run or a chunk that is there. */
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

export interface RunState extends Pick<JobOf, 'kind'> {
  status?: ExecutionStatus;
  /** When it ended. */
  minutesAgo?: number;
  /** When it had to stop. */
  cancelMinutesAgo?: number;
  /** Of a job of its own unless one is given. */
  jobId?: string;
}

export interface ChunkState {
  status?: ChunkStatus;
  /** When they ended. */
  minutesAgo?: number;
  fence?: bigint;
}

const ids = z.array(z.object({ id: z.string() }));
const chunkRows = z.array(z.object({ id: z.string(), index: z.int() }));

/** Ways to make runs and chunks as rows, in any state. */
export function work(prisma: TestPrisma, { job }: Pick<ReturnType<typeof jobs>, 'job'>) {
  let tokens: Promise<LeaseTokens> | undefined;
  let serial = 0;
  const given = {
    /** What makes the tokens of leases. */
    leases() {
      tokens ??= readInstanceSecret(prisma, 'lease').then(createLeaseTokens);
      return tokens;
    },

    /** As it would stand after so many minutes; what is final cannot be set back, so it is written like that. */
    async run(ownerId: string, { kind = 'BOT', status = 'RUNNING', ...state }: RunState = {}): Promise<Run> {
      serial += 1;
      const jobId = state.jobId ?? (await job(ownerId, { kind })).row.id;
      const ended = status !== 'RUNNING' && status !== 'QUEUED';
      const [row] = ids.parse(
        await prisma.$queryRaw`
          INSERT INTO job_executions (
            owner_id, job_id, kind, kind_key, run_number, status, fence, attempt, started_at, finished_at, lease_expires_at,
            failure_reason, cancel_requested_at, cancel_deadline)
          VALUES (${ownerId}::uuid, ${jobId}::uuid, ${kind},
            ${kind === 'BOT' || kind === 'TASK' ? 'payroll' : null}::text, ${serial}::int, ${status}::execution_status,
            ${FENCE}::bigint, 2,
            CASE WHEN ${status} <> 'QUEUED' THEN now() - interval '1 day' END,
            CASE WHEN ${ended} THEN now() - make_interval(secs => ${(state.minutesAgo ?? 1) * 60}::float8) END,
            CASE WHEN ${status} = 'RUNNING' THEN now() + interval '1 minute' END,
            CASE WHEN ${status} = 'FAILED' THEN 'ERROR'::failure_reason END,
            CASE WHEN ${state.cancelMinutesAgo !== undefined} THEN now() - interval '1 hour' END,
            CASE WHEN ${state.cancelMinutesAgo !== undefined}
              THEN now() - make_interval(mins => ${state.cancelMinutesAgo ?? 0}::int) END)
          RETURNING id::text`,
      );
      const uuid = row?.id ?? '';
      const id = encodeId('Execution', uuid);
      const token = (await given.leases()).make(uuid, FENCE);
      return { id, uuid, jobId: encodeJobId({ id: jobId, kind }), work: { execution: { id, token } } };
    },

    /** So many more chunks of ten for a run, in order. */
    async chunks(
      runId: string,
      count = 1,
      { status = 'PENDING', minutesAgo = 1, fence = 0n }: ChunkState = {},
    ): Promise<Held[]> {
      const rows = chunkRows.parse(
        await prisma.$queryRaw`
          INSERT INTO job_chunks (
            owner_id, job_id, execution_id, chunk_index, status, fence, image_range, started_at, finished_at,
            lease_expires_at)
          SELECT e.owner_id, e.job_id, e.id, n, ${status}::chunk_status, ${fence}::bigint,
            jsonb_build_object('start', n * 10, 'end', (n + 1) * 10),
            CASE WHEN ${status} <> 'PENDING' THEN now() - interval '1 day' END,
            CASE WHEN ${status} IN ('COMPLETED', 'FAILED') THEN now() - make_interval(mins => ${minutesAgo}::int) END,
            CASE WHEN ${status} = 'PROCESSING' THEN now() + interval '1 minute' END
          FROM job_executions e
          CROSS JOIN LATERAL (SELECT count(*)::int AS planned FROM job_chunks c WHERE c.execution_id = e.id) before
          CROSS JOIN LATERAL generate_series(planned, planned + ${count}::int - 1) n
          WHERE e.id = ${runId}::uuid
          RETURNING id::text, chunk_index AS index`,
      );
      const leases = await given.leases();
      return rows
        .sort((a, b) => a.index - b.index)
        .map(({ id: uuid }) => {
          const id = encodeId('Chunk', uuid);
          return { id, uuid, work: { chunk: { id, token: leases.make(uuid, fence) } } };
        });
    },

    /** Gives a pending chunk to a worker. @returns Its reference for heartbeats. */
    async holdChunk(chunkId: string, seconds = LONG_SECONDS): Promise<{ id: string; token: string }> {
      await prisma.$executeRaw`
        UPDATE job_chunks SET status = 'PROCESSING', fence = fence + 1, worker_id = 'c1', started_at = now(),
          lease_expires_at = now() + make_interval(secs => ${seconds}::int)
        WHERE id = ${chunkId}::uuid`;
      const { fence } = await prisma.chunk.findUniqueOrThrow({ where: { id: chunkId } });
      return { id: encodeId('Chunk', chunkId), token: (await given.leases()).make(chunkId, fence) };
    },
  };
  return given;
}
