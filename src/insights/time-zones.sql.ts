import { z } from 'zod';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';

const known = z.tuple([z.object({ isKnown: z.boolean() })]);
/** By the zone's name, of those that this process knows: a database reads all its zones' files for an answer. */
const asked = new Map<string, Promise<boolean>>([['UTC', Promise.resolve(true)]]);

/** Whether the database has a time zone too: it has a list of its own. @param name One that this process knows. */
export function isZoneOfDatabase(db: Pick<PrismaClient, '$queryRaw'>, name: string): Promise<boolean> {
  const before = asked.get(name);
  if (before) return before;
  const answer = ask(db, name);
  asked.set(name, answer);
  answer.catch(() => asked.delete(name));
  return answer;
}

async function ask(db: Pick<PrismaClient, '$queryRaw'>, name: string): Promise<boolean> {
  const [{ isKnown }] = known.parse(
    await db.$queryRaw(Prisma.sql`/* read_known_time_zones */
      SELECT EXISTS (SELECT FROM pg_timezone_names WHERE lower(name) = lower(${name})) AS "isKnown"`),
  );
  return isKnown;
}
