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
  const ids = refs.flatMap((ref) => ('id' in ref ? [ref.id] : []));
  const slugs = refs.flatMap((ref) => ('slug' in ref ? [ref.slug] : []));
  const rows = await db.job.findMany({
    where: { OR: [{ id: { in: ids } }, { ownerId, slug: { in: slugs } }] },
    select: { id: true, kind: true, slug: true, ownerId: true, status: true },
  });
  return refs.map((ref) => {
    const row = rows.find((job) =>
      'id' in ref
        ? job.id === ref.id && job.kind === ref.kind
        : job.slug === ref.slug && job.ownerId === ownerId,
    );
    return row ?? noSuchJob(ref);
  });
}

function noSuchJob(ref: JobRef): NotFoundError {
  return 'id' in ref
    ? new NotFoundError('There is no such job.', encodeJobId(ref))
    : new NotFoundError(`There is no job with the slug ${JSON.stringify(ref.slug)}.`);
}
