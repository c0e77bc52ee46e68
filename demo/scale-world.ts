import type { Prisma } from '../src/generated/prisma/client.js';
import type { Random } from './random.js';
import type { Slot } from './scale.sql.js';

const YEAR_MS = 365 * 86_400_000;

/** How executions are spread over owners, jobs and time. */
export interface Shape {
  /** Of each owner: executions repeat their jobs in rounds of as many slots, so that a run's number follows from its place. */
  slots: readonly number[];
  jobs: number;
  historyMs: number;
  /** One job's queued executions that are not available yet, of all. */
  delayedShare: number;
}

/** With the delayed ones, which are the first owner's, that one has 60 %. */
export const WITH_PARTS: Shape = {
  slots: [556, 200, 120, 80, 44],
  jobs: 300,
  historyMs: 2 * YEAR_MS,
  delayedShare: 0.1,
};
/** The first of fifty owners has 40 %, the others fewer and fewer. */
export const WITHOUT_PARTS: Shape = {
  slots: [4_000, ...Array.from({ length: 48 }, (_, place) => 218 - 4 * place), 48],
  jobs: 5_000,
  historyMs: YEAR_MS,
  delayedShare: 0.001,
};

const KINDS = ['MONITOR', 'MONITOR', 'BOT', 'BOT', 'BOT', 'CRAWL', 'AGENT', 'MONITOR'] as const;
const TAGS = ['nightly', 'production', 'staging', 'eu', 'us', 'finance', 'research', 'vip'] as const;

export interface World {
  owners: Prisma.UserCreateManyInput[];
  jobs: Prisma.JobCreateManyInput[];
  slots: Slot[];
  delayedJobId: string;
}

/** Owners, their jobs, and the slots that each job has: a few jobs have many. */
export function makeWorld(random: Random, start: Date, shape: Shape): World {
  const count = shape.slots.reduce((sum, share) => sum + share, 0);
  const createdAt = new Date(start.getTime() - 86_400_000);
  const owners = shape.slots.map((_, index) => ({
    id: random.uuid7(createdAt),
    email: `scale-${index + 1}@example.com`,
    fullName: `Scale ${index + 1}`,
    status: 'ACTIVE' as const,
    tier: 'ENTERPRISE' as const,
    emailVerifiedAt: createdAt,
    createdAt,
  }));
  const jobs: Prisma.JobCreateManyInput[] = [];
  const slots: Slot[] = [];
  const addJob = (ownerId: string, kind: (typeof KINDS)[number], name: string) => {
    const id = random.uuid7(createdAt);
    const tags = TAGS.filter(() => random.chance(0.2));
    const slug = name.toLowerCase().replaceAll(' ', '-');
    jobs.push({
      id,
      ownerId,
      kind,
      slug,
      name,
      tags,
      priority: random.chance(0.8) ? 5 : random.int(0, 10),
      createdAt,
    });
    return id;
  };
  for (const [index, owner] of owners.entries()) {
    const share = shape.slots[index] ?? 0;
    const wanted = Math.max(1, Math.round((shape.jobs * share) / count));
    const ids = Array.from({ length: wanted }, (_, n) => {
      const kind = KINDS[n % KINDS.length] ?? 'BOT';
      return addJob(owner.id, kind, `${kind.charAt(0)}${kind.slice(1).toLowerCase()} ${index + 1} ${n + 1}`);
    });
    for (let n = 0; n < share; n++) {
      // The square bends the choice towards the first ones; each job has one slot at least.
      const place = n < wanted ? n : Math.floor(random.next() ** 2 * wanted);
      slots.push({ slot: slots.length, jobId: ids[place] ?? '', rank: 0, width: 0 });
    }
  }
  // Mixed among each other, or as many in a row would be one owner's. 7 and a power of ten have no common divisor.
  for (const slot of slots) slot.slot = (slot.slot * 7) % count;
  slots.sort((a, b) => a.slot - b.slot);
  const widths = new Map<string, number>();
  for (const slot of slots) {
    slot.rank = (widths.get(slot.jobId) ?? 0) + 1;
    widths.set(slot.jobId, slot.rank);
  }
  for (const slot of slots) slot.width = widths.get(slot.jobId) ?? 0;
  const delayedJobId = addJob(owners[0]?.id ?? '', 'BOT', 'Delayed import');
  return { owners, jobs, slots, delayedJobId };
}

export async function insertWorld(tx: Prisma.TransactionClient, { owners, jobs }: World): Promise<void> {
  const ofKind = (kind: Prisma.JobCreateManyInput['kind']) =>
    jobs.flatMap(({ id, ownerId, slug, ...job }) =>
      job.kind === kind && id ? [{ jobId: id, ownerId, slug }] : [],
    );
  const ownerIds = owners.flatMap(({ id }) => (id ? [{ ownerId: id }] : []));
  await tx.user.createMany({ data: owners });
  await tx.creditAccount.createMany({ data: ownerIds });
  await tx.notificationPreferences.createMany({ data: ownerIds });
  await tx.job.createMany({ data: jobs });
  await tx.monitorJob.createMany({
    data: ofKind('MONITOR').map(({ slug, ...ids }) => ({
      ...ids,
      xUsername: slug.replaceAll('-', '_'),
      topics: ['ai', 'markets'],
    })),
  });
  await tx.crawlJob.createMany({
    data: ofKind('CRAWL').map(({ slug, ...ids }) => ({ ...ids, keywords: [slug], maxImages: 300 })),
  });
  await tx.botJob.createMany({ data: ofKind('BOT').map(({ slug, ...ids }) => ({ ...ids, botId: slug })) });
  await tx.agentTask.createMany({ data: ofKind('AGENT').map(({ slug: _, ...ids }) => ids) });
}
