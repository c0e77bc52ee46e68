import type { JobKind } from '../../../src/core/node-types.js';
import type { Job, Prisma } from '../../../src/generated/prisma/client.js';
import { encodeJobId } from '../../../src/jobs/job-id.js';
import type { TestPrisma } from '../database.js';
import { type PersonOf, people } from './people.js';

/** A job's id as the API writes it, and its row. */
export interface GivenJob {
  id: string;
  row: Job;
}

/** What of a job is other than usual. */
export interface JobOf extends Partial<Omit<Prisma.JobUncheckedCreateInput, 'ownerId'>> {
  kind?: JobKind;
}

/** A user with a key and a job to run. */
export interface Owner {
  userId: string;
  key: string;
  apiKeyId: string;
  /** UUID, and as the API writes it. */
  jobId: string;
  job: string;
}

/** What a job of each kind is made of beside its own row. */
const WINGS: Record<JobKind, Partial<Prisma.JobUncheckedCreateInput>> = {
  MONITOR: { monitor: { create: { xUsername: 'elonmusk', topics: ['AI', 'Tesla'], hoursBack: 12 } } },
  CRAWL: { crawl: { create: { keywords: ['cat'], maxImages: 1_000 } } },
  BOT: { bot: { create: { botId: 'payroll' } } },
  AGENT: { agent: { create: {} } },
  TASK: { task: { create: { handler: 'payroll' } } },
};

/** Ways to make jobs, and who has one. */
export function jobs(prisma: TestPrisma) {
  let serial = 0;
  const given = {
    /** A job of an owner's: a crawl, unless it says another kind. */
    async job(ownerId: string, { kind = 'CRAWL', ...more }: JobOf = {}): Promise<GivenJob> {
      serial += 1;
      const slug = more.slug ?? `job-${serial}`;
      const row = await prisma.job.create({
        data: { ownerId, kind, slug, name: `Job ${serial}`, ...WINGS[kind], ...more },
      });
      return { id: encodeJobId({ id: row.id, kind }), row };
    },

    async owner(of: PersonOf = {}): Promise<Owner> {
      const { key, apiKey, user } = await people(prisma).user(of);
      const { id, row } = await given.job(user.id);
      return { userId: user.id, key, apiKeyId: apiKey.id, jobId: row.id, job: id };
    },
  };
  return given;
}
