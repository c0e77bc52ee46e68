import type { Tx } from '../../core/db/transaction.js';
import { NotFoundError } from '../../core/domain-errors.js';
import type { JobStatus } from '../../generated/prisma/enums.js';
import { encodeJobId, type JobId } from '../../jobs/job-id.js';

/** Which job: by UUID and the kind in its id, or by a slug of the owner's own. */
export type JobRef = JobId | { slug: string };

export interface FoundJob {
  id: string;
  kind: string;
  ownerId: string;
  status: JobStatus;
}

/** The jobs that references name, in their order. @param ownerId Whose slugs they are. */
export async function readJobs(
  db: Pick<Tx, 'job'>,
  ownerId: string,
  refs: readonly JobRef[],
): Promise<Array<FoundJob | NotFoundError>> {
  // Many runs of one job are the most usual batch.
  const ids = new Set(refs.flatMap((ref) => ('id' in ref ? [ref.id] : [])));
  const slugs = new Set(refs.flatMap((ref) => ('slug' in ref ? [ref.slug] : [])));
  const rows = await db.job.findMany({
    where: { OR: [{ id: { in: [...ids] } }, { ownerId, slug: { in: [...slugs] } }] },
    select: { id: true, kind: true, slug: true, ownerId: true, status: true },
  });
  const byId = new Map(rows.map((job) => [job.id, job]));
  const bySlug = new Map(rows.flatMap((job) => (job.ownerId === ownerId ? [[job.slug, job]] : [])));
  return refs.map((ref) => {
    const row = 'id' in ref ? byId.get(ref.id) : bySlug.get(ref.slug);
    return row && (!('id' in ref) || row.kind === ref.kind) ? row : noSuchJob(ref);
  });
}

function noSuchJob(ref: JobRef): NotFoundError {
  return 'id' in ref
    ? new NotFoundError('There is no such job.', encodeJobId(ref))
    : new NotFoundError(`There is no job with the slug ${JSON.stringify(ref.slug)}.`);
}
