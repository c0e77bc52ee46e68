import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PrismaClient } from '../src/generated/prisma/client.js';

/** Of /proc, on every Linux of today. */
const TICKS_A_SECOND = 100;

const pids = z.array(z.object({ pid: z.int() }));

/** Processor seconds so far of the connections to a database, whose PostgreSQL is on this machine (Linux); 0 elsewhere. */
export async function serverSeconds(prisma: Pick<PrismaClient, '$queryRaw'>): Promise<number> {
  const backends = pids.parse(
    await prisma.$queryRaw`SELECT pid FROM pg_stat_activity WHERE datname = current_database()`,
  );
  let seconds = 0;
  for (const { pid } of backends) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (!stat.includes('(postgres)')) continue;
    // Behind the name, which may have any character: the 12th and 13th are user's and system's ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    seconds += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
  }
  return seconds;
}
