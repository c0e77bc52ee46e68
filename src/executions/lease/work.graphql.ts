import { queryFromInfo } from '@pothos/plugin-prisma';
import { selectedFieldNames } from '@pothos/selection-mapper';
import type { GraphQLResolveInfo } from 'graphql';
import {
  ConflictError,
  ExpiredError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { type InputPath, refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';
import { parseJobId } from '../../jobs/job-id.js';
import type { Subject, WorkProof } from './work.service.js';

export const LeaseRef = builder.inputType('LeaseRef', {
  description: 'An execution or chunk, with the proof that you hold it.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the execution (exec_…) or chunk (chunk_…).' }),
    token: t.string({ required: true, description: 'The token of the lease.' }),
  }),
});

export const WorkRef = builder.inputType('WorkRef', {
  description: "Proof that you may record parts: the execution's lease, or that of one of its chunks.",
  isOneOf: true,
  fields: (t) => ({
    execution: t.field({ type: LeaseRef, description: 'The lease of the execution.' }),
    chunk: t.field({ type: LeaseRef, description: 'The lease of one of its chunks.' }),
  }),
});

/** What recording a part of work may meet, where it is done once by a key. */
export const RECORD_ERRORS = [
  NotFoundError,
  ConflictError,
  LeaseLostError,
  InvalidTransitionError,
  ExpiredError,
] as const;

/** @throws GraphQLError BAD_USER_INPUT for an id of another type. */
export function workProof({ execution, chunk }: typeof WorkRef.$inferInput, path: InputPath): WorkProof {
  if (execution) {
    const { uuid } = parseId(execution.id, ['Execution'], [...path, 'execution', 'id']);
    return { executionId: uuid, token: execution.token };
  }
  if (!chunk) return refuseInput(path, 'name an execution or a chunk.');
  const { uuid } = parseId(chunk.id, ['Chunk'], [...path, 'chunk', 'id']);
  return { chunkId: uuid, token: chunk.token };
}

/** What a part is about: work, a job or neither. @throws GraphQLError BAD_USER_INPUT where both are named. */
export function partSubject(
  { work, jobId }: { work?: typeof WorkRef.$inferInput | null; jobId?: string | null },
  path: InputPath,
): Subject {
  if (work && jobId != null) refuseInput([...path, 'jobId'], 'name the work or a job, not both.');
  if (work) return { work: workProof(work, [...path, 'work']) };
  if (jobId == null) return null;
  return { job: parseJobId(jobId, [...path, 'jobId']) };
}

/**
 * What was recorded, in the order of its ids; what is gone by now is left out. Nothing is read where only the ids
 * are asked for.
 * @param find Reads the rows.
 */
export async function recorded(
  ids: readonly string[],
  context: Context,
  info: GraphQLResolveInfo,
  find: (query: { where: { id: { in: string[] } }; select: { id: true } }) => Promise<Array<{ id: string }>>,
): Promise<Array<{ id: string }>> {
  const query = queryFromInfo({ context, info, select: { id: true } });
  const wanted = selectedFieldNames(context, info);
  if ([...wanted].every((field) => field === 'id' || field === '__typename'))
    return ids.map((id) => ({ id }));
  const rows = await find({ ...query, where: { id: { in: [...ids] } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
