import { expect } from 'vitest';
import type { TestPrisma } from './database.js';

/** Run numbers and lifetime counters against the executions there are. */
export async function expectCountersToAgree(prisma: TestPrisma): Promise<void> {
  const jobs = await prisma.job.findMany({ include: { runNumbers: true, counters: true } });
  const groups = await prisma.execution.groupBy({
    by: ['jobId', 'status'],
    _count: { _all: true },
    _max: { runNumber: true },
  });
  for (const job of jobs) {
    const own = groups.filter(({ jobId }) => jobId === job.id);
    const count = (status: string) => own.find((group) => group.status === status)?._count._all ?? 0;
    const sum = (key: 'accepted' | 'completed' | 'failed' | 'canceled') =>
      job.counters.reduce((total, row) => total + Number(row[key]), 0);
    expect([job.name, sum('accepted'), sum('completed'), sum('failed'), sum('canceled')]).toEqual([
      job.name,
      own.reduce((total, group) => total + group._count._all, 0),
      count('COMPLETED'),
      count('FAILED'),
      count('CANCELED'),
    ]);
    expect(job.runNumbers?.last).toBe(Math.max(...own.map(({ _max }) => _max.runNumber ?? 0)));
  }
}
