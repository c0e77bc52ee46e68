import DataLoader from 'dataloader';
import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import { ownerScope, scopedWhere } from '../core/db/tenancy.js';
import { whereToSql } from '../core/db/where-sql.js';
import type { Viewer } from '../core/viewer.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import type { EventRow } from './feed.sql.js';

type Raw = Pick<PrismaClient, '$queryRaw'>;

/** Which events a subscription is for. */
export interface EventFilter {
  /** The same for filters that find the same. */
  key: string;
  /** What an event's own row says. */
  allows(event: EventRow): boolean;
  /** What must hold of its execution as it is now; null where that need not be asked. */
  where: Prisma.ExecutionWhereInput | null;
}

/**
 * The events of a batch that a filter finds among those that the viewer may see. Who asks for the same of the same
 * batch shares one answer, and what must be asked of executions in one tick is one statement, whoever asks.
 */
export type Matcher = (
  events: readonly EventRow[],
  filter: EventFilter,
  viewer: Viewer,
) => Promise<readonly EventRow[]>;

/** Filters and executions that one statement takes. */
const MAX_FILTERS = 50;
const MAX_EXECUTIONS = 1_000;

const matches = z.array(z.object({ filter: z.int(), id: z.string() }));

interface Asked {
  executionIds: readonly string[];
  where: object;
}

export function createMatcher(db: Raw): Matcher {
  const loader = new DataLoader<Asked, ReadonlySet<string>>((asked) => matchAll(db, asked), {
    cache: false,
    maxBatchSize: MAX_FILTERS,
  });
  const known = new WeakMap<readonly EventRow[], Map<string, Promise<readonly EventRow[]>>>();

  async function match(events: readonly EventRow[], { allows, where }: EventFilter, viewer: Viewer) {
    const found = events.filter(allows);
    if (!where || found.length === 0) return found;
    const executionIds = [...new Set(found.map(({ executionId }) => executionId))];
    const matching = await loader.load({ executionIds, where: scopedWhere('Execution', where, viewer) });
    return found.filter(({ executionId }) => matching.has(executionId));
  }

  return (events, filter, viewer) => {
    const answers = known.get(events) ?? new Map<string, Promise<readonly EventRow[]>>();
    known.set(events, answers);
    const key = `${ownerScope(viewer)} ${filter.key}`;
    const kept = answers.get(key);
    if (kept) return kept;
    const answer = match(events, filter, viewer);
    answers.set(key, answer);
    // A failure is its askers' alone: whoever asks next may be answered.
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

async function matchAll(db: Raw, asked: readonly Asked[]): Promise<Array<ReadonlySet<string>>> {
  const found = asked.map(() => new Set<string>());
  const ids = [...new Set(asked.flatMap(({ executionIds }) => executionIds))];
  for (let start = 0; start < ids.length; start += MAX_EXECUTIONS) {
    const statement = matchStatement(
      db,
      ids.slice(start, start + MAX_EXECUTIONS),
      asked.map(({ where }) => where),
    );
    for (const { filter, id } of matches.parse(await db.$queryRaw(statement))) found[filter]?.add(id);
  }
  return found;
}

function matchStatement(db: Raw, executionIds: string[], wheres: readonly object[]): Prisma.Sql {
  const filters = wheres.map(
    (where, place) =>
      Prisma.sql`(${Prisma.raw(String(place))}, (${whereToSql(db, 'Execution', { ...where }, 'e')}))`,
  );
  return Prisma.sql`/* match_filters */
    SELECT f.filter, e.id::text AS id
    FROM job_executions AS e ${overAllOwners('feed')} CROSS JOIN LATERAL (VALUES ${Prisma.join(filters)}) AS f(filter, matches)
    WHERE e.id = ANY(${executionIds}::uuid[]) AND f.matches`;
}
