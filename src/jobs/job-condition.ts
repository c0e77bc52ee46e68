import type { InputPath } from '../core/errors.js';
import { parseJobId } from './job-id.js';

/**
 * "Of this job" for the parts of executions: the job's id, and its kind, since an id of another kind names nothing.
 * @throws GraphQLError BAD_USER_INPUT for what is not a job's id.
 */
export function jobCondition(jobId: string | null | undefined, path: InputPath) {
  if (jobId == null) return {};
  const { id, kind } = parseJobId(jobId, path);
  return { jobId: id, job: { kind } };
}
