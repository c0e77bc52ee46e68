import { encodeId } from '../src/core/ids.js';
import type { PrismaClient } from '../src/generated/prisma/client.js';
import { encodeJobId } from '../src/jobs/job-id.js';

export type Sample = Awaited<ReturnType<typeof sampleOf>>;

/** What an owner can ask for by name; what they have none of is the largest owner's. */
export async function sampleOf(prisma: Omit<PrismaClient, '$on'>, of: string, largest: string) {
  const first = async <T>(find: (ownerId: string) => Promise<T | null>): Promise<T> => {
    const found = (await find(of)) ?? (await find(largest));
    if (!found) throw new Error('the largest owner has nothing of the kind');
    return found;
  };
  const failed = await first((owner) =>
    prisma.execution.findFirst({
      where: {
        ownerId: owner,
        status: 'FAILED',
        kind: 'BOT',
        workerId: { not: null },
        errorFingerprint: { not: null },
      },
      include: { job: true, stages: { where: { status: 'FAILED' }, take: 1 } },
      orderBy: { queuedAt: 'asc' },
    }),
  );
  const summary = await first((owner) => prisma.summary.findFirst({ where: { ownerId: owner } }));
  const metric = await first((owner) => prisma.metricSnapshot.findFirst({ where: { ownerId: owner } }));
  const middle = failed.queuedAt;
  return {
    botId: failed.kindKey,
    workerId: failed.workerId,
    errorFingerprint: failed.errorFingerprint,
    failedStage: failed.stages[0]?.name ?? 'login',
    jobId: encodeJobId(failed.job),
    executionId: encodeId('Execution', failed.id),
    from: middle.toISOString(),
    to: new Date(middle.getTime() + 7 * 86_400_000).toISOString(),
    xUsername: summary.xUsername,
    topic: summary.topics[0],
    metric: metric.name,
  };
}
