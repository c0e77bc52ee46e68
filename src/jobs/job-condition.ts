import { JOB_KIND_OF, JOB_NODE_TYPES, parseId } from '../core/ids.js';

/**
 * "Of this job" for the parts of executions: the job's id, and its kind, since an id of another kind names nothing.
 * @throws GraphQLError BAD_USER_INPUT for what is not a job's id.
 */
export function jobCondition(jobId: string | null | undefined, path: string[]) {
  if (jobId == null) return {};
  const { type, uuid } = parseId(jobId, JOB_NODE_TYPES, path);
  return { jobId: uuid, job: { kind: JOB_KIND_OF[type] } };
}
