import type { InputPath } from '../core/errors.js';
import { encodeId, parseId } from '../core/ids.js';
import type { JobKind, JobType } from '../core/node-types.js';
import { allKinds, kindOf } from './kinds.js';

/** A job by its UUID, and the kind that its id says it is of: an id of another kind names nothing. */
export interface JobId {
  id: string;
  kind: JobKind;
}

/** The types of jobs' ids. */
export function jobTypes(): JobType[] {
  return allKinds().map(({ type }) => type);
}

/** @throws GraphQLError BAD_USER_INPUT for what is not a job's id. */
export function parseJobId(id: string, path: InputPath): JobId {
  const { type, uuid } = parseId(id, jobTypes(), path);
  const kind = allKinds().find((known) => known.type === type);
  if (!kind) throw new Error(`${type} is no type of jobs`);
  return { id: uuid, kind: kind.name };
}

/** A job's id as the API writes it. @param kind As its row has it. */
export function encodeJobId({ id, kind }: { id: string; kind: string }): string {
  return encodeId(kindOf(kind).type, id);
}
