import { AsyncLocalStorage } from 'node:async_hooks';
import type { SqlCommenterContext } from '@prisma/client/runtime/client';
import { Prisma } from '../../generated/prisma/client.js';

/**
 * What is about every owner's rows, and why. Whatever else is said of tables that have owners names one by a value,
 * for each table at each level of a statement, so that a database can be spread by owner and a statement be one node's.
 */
export const OVER_ALL_OWNERS = {
  administration: "An administrator acts on anybody's, which is found by its id alone.",
  alerts: 'Rules that are due are judged, whoever owns them.',
  cleaning: 'What is over goes, whoever it was of.',
  credentials: 'Whose a credential is, is what it is looked up for.',
  deletions: 'The oldest deletion is next, whoever asked for it.',
  deliveries: 'What is due is sent, whoever waits for it.',
  feed: "A feed has everybody's rows, in the order of the database's transactions.",
  marking: 'Runs that are to be set apart from their queue are looked for everywhere.',
  naming: "Others' rows name who did something, until that user is gone.",
  rescue: 'Lost work is looked for everywhere.',
  rotation: "A new key encrypts everybody's tokens.",
  schedules: 'What is due is run, whoever owns it.',
  telemetry: "Whoever looks after a server counts everybody's.",
  uniqueness: 'An X account is connected to one user in the world.',
} as const satisfies Record<string, string>;

export type OverAllOwners = keyof typeof OVER_ALL_OWNERS;

/** The mark of a statement that names no owner. It stands in the statement, for who reads the database's own lists. */
export function overAllOwners(what: OverAllOwners): Prisma.Sql {
  return Prisma.raw(`/* over all owners: ${what} */`);
}

const meanwhile = new AsyncLocalStorage<OverAllOwners>();

/** Marks what Prisma says while `work` runs. */
export function sayingOverAllOwners<T>(what: OverAllOwners, work: () => Promise<T>): Promise<T> {
  return meanwhile.run(what, work);
}

/** What Prisma writes behind a statement of its own: what asks for it, and the mark. */
export function commentOfPrisma({
  query: { modelName, action },
}: SqlCommenterContext): Record<string, string> {
  const what = meanwhile.getStore();
  return {
    ...(modelName !== undefined && { name: `${modelName}.${action}` }),
    ...(what !== undefined && { over_all_owners: what }),
  };
}

/**
 * `AND column = owner`: for every table of a statement that has an owner, at its own level, though a join says it too.
 * @param column With the table's alias.
 * @param ownerId Null for everybody's rows.
 * @param otherwise Why they are everybody's then.
 */
export function owned(
  column: string,
  ownerId: string | null,
  otherwise: OverAllOwners = 'administration',
): Prisma.Sql {
  if (ownerId === null) return overAllOwners(otherwise);
  return Prisma.sql`AND ${Prisma.raw(column)} = ${ownerId}::uuid`;
}

/** A condition for the rows of some owners; where it is one of them, a value that {@link owned} would give. */
export function ownedByAny(column: string, ownerIds: readonly string[]): Prisma.Sql {
  const [first, ...others] = ownerIds;
  const name = Prisma.raw(column);
  if (first !== undefined && others.length === 0) return Prisma.sql`${name} = ${first}::uuid`;
  return Prisma.sql`${name} = ANY(${[...ownerIds]}::uuid[]) ${overAllOwners('administration')}`;
}

/** Whose rows these all are; null where they are several owners', or none. */
export function soleOwner(rows: Iterable<{ ownerId: string }>): string | null {
  const owners = new Set(Array.from(rows, ({ ownerId }) => ownerId));
  const [first] = owners;
  return owners.size === 1 ? (first ?? null) : null;
}
