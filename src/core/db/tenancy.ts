import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { forbidden, unauthenticated } from '../errors.js';
import type { Viewer } from '../viewer.js';
import { nameInFilter, nameNestedOwners } from './nested-owners.js';
import { overAllOwners, sayingOverAllOwners } from './owned.js';
import type { Weighing } from './weighing.js';

type Scalars<Model extends Prisma.ModelName> = keyof Prisma.TypeMap['model'][Model]['payload']['scalars'];
/** The models that do not name their owner in the usual column; TypeScript knows when one is missing below. */
type Unusual = {
  [Model in Prisma.ModelName]: 'ownerId' extends Scalars<Model> ? never : Model;
}[Prisma.ModelName];
/**
 * The column that says which account's a row is; 'member' for users, who are seen by those they share the account
 * with; 'person' for what is a user's, whatever they act for; null for what everybody may read, 'nobody' for what no
 * viewer may.
 */
type OwnerPath = 'ownerId' | 'id' | 'accountId' | 'member' | 'person' | 'nobody' | null;

/** Whose a row is, where it is not the account that `ownerId` names. */
const OWNER_OF: Record<Unusual, Exclude<OwnerPath, 'ownerId'>> & {
  [Model in Prisma.ModelName]?: OwnerPath;
} = {
  User: 'member',
  Account: 'id',
  Membership: 'accountId',
  Session: 'person',
  UserIdentity: 'person',
  Deletion: 'nobody',
  ExecutionArchive: 'nobody',
  ExecutionFacet: 'nobody',
  ExecutionFacetRepair: 'nobody',
  ExecutionRollup: 'nobody',
  ExecutionRollupMark: 'nobody',
  ExecutionRollupRepair: 'nobody',
  FailureArchive: 'nobody',
  InstanceSecret: 'nobody',
  JobKind: 'nobody',
  NotificationDelivery: 'nobody',
  OneTimeToken: 'nobody',
  RateLimit: 'nobody',
  RetentionTurn: 'nobody',
  RunTerm: 'nobody',
  SocialTask: null,
};

function ownerPath(model: Prisma.ModelName): OwnerPath {
  const path = OWNER_OF[model];
  return path === undefined ? 'ownerId' : path;
}

/** The models with indexes over all owners; TypeScript knows when one is missing below. */
type OverAll = {
  [Model in Prisma.ModelName]: 'anyOwner' extends Scalars<Model> ? Model : never;
}[Prisma.ModelName];

const OVER_ALL: Record<OverAll, true> = {
  ActivityLog: true,
  Alert: true,
  AlertRule: true,
  Artifact: true,
  Chunk: true,
  Completion: true,
  Execution: true,
  Job: true,
  MetricSnapshot: true,
  MonitorJob: true,
  Project: true,
  ScheduleTick: true,
  Stage: true,
  Summary: true,
  VerificationLog: true,
};

/**
 * What is true of every row, and what the indexes over all owners are limited to: only a statement about all of them
 * says it. Without it PostgreSQL would answer an owner from such an index too, and leave the others' rows aside.
 */
const ANY_OWNER = { anyOwner: { not: null } };

function everybodys(model: Prisma.ModelName) {
  return model in OVER_ALL ? ANY_OWNER : null;
}

const READS = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
]);
const UNIQUE_READS = new Set(['findUnique', 'findUniqueOrThrow']);
const SINGLE_READS = new Set([...UNIQUE_READS, 'findFirst', 'findFirstOrThrow']);
const CHANGES = new Set(['update', 'updateMany', 'updateManyAndReturn', 'delete', 'deleteMany']);
const CREATIONS = new Set(['create', 'createMany', 'createManyAndReturn']);

export const NEEDS_CREDENTIALS = 'This needs credentials: send an API key as a bearer token.';

/** Whether the viewer's rows are everybody's: an administrator whose credential says so. */
export function seesEverything({ role, scopes }: Viewer): boolean {
  return role === 'ADMIN' && scopes.has('ADMIN');
}

/** The mark of a statement of our own that is about everybody's rows for a viewer; nothing where it is not. */
export function everybodysMark(viewer: Viewer | null): Prisma.Sql {
  return viewer && seesEverything(viewer) ? overAllOwners('administration') : Prisma.empty;
}

/** Whose rows a statement of our own may touch: the account that is acted for; null for everybody's. */
export function ownerScope(viewer: Viewer): string | null {
  return seesEverything(viewer) ? null : viewer.accountId;
}

/** Which user a statement of our own may touch: the viewer themselves; null for everybody. */
export function userScope(viewer: Viewer): string | null {
  return seesEverything(viewer) ? null : viewer.userId;
}

/** Whether the viewer acts for their own account, not for a team's. */
export function actsForThemselves({ userId, accountId }: Viewer): boolean {
  return accountId === userId;
}

/**
 * Refuses who acts for a team what is a person's own: their name and address, their X account, all their sessions.
 * @throws GraphQLError FORBIDDEN
 */
export function requireThemselves(viewer: Viewer): void {
  if (actsForThemselves(viewer)) return;
  throw forbidden('This is a person’s own: use credentials that act for your own account.');
}

/**
 * Refuses a team's other members what its owners decide.
 * @throws GraphQLError FORBIDDEN
 */
export function requireAccountOwner(viewer: Viewer): void {
  if (viewer.accountRole === 'OWNER' || seesEverything(viewer)) return;
  throw forbidden('This is for owners of the team.');
}

/**
 * Refuses who acts for another account what is on the way to an account's things.
 * @param accountId UUID. @throws GraphQLError FORBIDDEN
 */
export function requireActingFor(viewer: Viewer | null, accountId: string): void {
  if (viewer && (viewer.accountId === accountId || seesEverything(viewer))) return;
  throw forbidden('Your credentials act for another account than this.');
}

/**
 * The condition that keeps a model's rows to those the viewer may see; undefined where all may be, and none has to be
 * said for an index over all owners.
 * Every statement of our own that is not Prisma's carries it too (db/where-sql.ts takes it as it is).
 * @throws GraphQLError UNAUTHENTICATED without a viewer.
 */
export function ownerCondition(model: Prisma.ModelName, viewer: Viewer | null): object | undefined {
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  const path = ownerPath(model);
  if (path === 'nobody') throw new Error(`${model} is not for viewers`);
  if (path === null) return undefined;
  if (seesEverything(viewer)) return everybodys(model) ?? undefined;
  const { userId, accountId } = viewer;
  if (path === 'member') {
    return actsForThemselves(viewer) ? { id: userId } : { memberships: { some: { accountId } } };
  }
  if (path === 'person') return { ownerId: userId };
  return { [path]: accountId };
}

/**
 * The database as the viewer may see and touch it: reads and changes find rows of the account only that is acted for,
 * and nothing is created in another's name. Relations say the owner again, though foreign keys hold it, so that each
 * level of a statement names it; people are whom an owner's rows name, and no owner's.
 * Without a viewer every use throws UNAUTHENTICATED.
 * @param weighing What keeps reads to what an answer may have.
 */
export function scopeDatabase(prisma: PrismaClient, viewer: Viewer | null, weighing?: Weighing) {
  return prisma.$extends({
    name: 'tenancy',
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
          const condition = ownerCondition(model, viewer);
          if (READS.has(operation)) {
            // Beside the id rather than under AND: Prisma answers such reads of one tick with one statement.
            const add = UNIQUE_READS.has(operation) ? withFields : withCondition;
            const named = nameNestedOwners(model, args, nestedCondition(viewer));
            // What is found by its key needs no other index.
            const isFound = UNIQUE_READS.has(operation) && seesEverything(viewer);
            const scoped = condition && !isFound ? add(named, condition) : named;
            const read = async () =>
              weighing?.read(model, scoped, SINGLE_READS.has(operation), query) ?? query(scoped);
            return seesEverything(viewer) ? sayingOverAllOwners('administration', read) : read();
          }
          requireWriting(viewer);
          if (seesEverything(viewer)) return sayingOverAllOwners('administration', async () => query(args));
          const changed = model === 'User' ? { id: viewer.userId } : condition;
          if (changed && CHANGES.has(operation)) return query(withCondition(args, changed));
          if (condition && CREATIONS.has(operation) && createsOnlyFor(args, ownerPath(model), viewer)) {
            return query(args);
          }
          throw new Error(`${operation} of ${model} is not the viewer's to make`);
        },
      },
    },
  });
}

/** A filter of a model's rows for a statement of our own, which names the viewer's owner at every level of it. */
export function scopedWhere(
  model: Prisma.ModelName,
  where: object,
  viewer: Viewer | null,
): Readonly<Record<string, unknown>> {
  const condition = ownerCondition(model, viewer);
  if (!viewer) return { ...where };
  const named = nameInFilter(model, where, nestedCondition(viewer));
  return condition ? { AND: [named, condition] } : named;
}

/** The condition of a relation's rows. People and their memberships have none: an owner's rows may name others. */
function nestedCondition(viewer: Viewer) {
  if (seesEverything(viewer)) return everybodys;
  const { accountId } = viewer;
  return (model: Prisma.ModelName) => (ownerPath(model) === 'ownerId' ? { ownerId: accountId } : null);
}

/** What only reads writes nothing, whatever a service forgets to ask. */
function requireWriting({ scopes }: Viewer): void {
  const isWriting = scopes.has('WORK') || scopes.has('MANAGE') || scopes.has('VERIFY');
  if (!isWriting) throw forbidden('Your credentials cannot write.');
}

export type ScopedDb = ReturnType<typeof scopeDatabase>;

function withFields<Args extends object>(args: Args, fields: object): Args {
  const where = whereOf(args);
  // A field that is asked for already must hold both: a user's id is its owner's.
  if (Object.keys(fields).some((field) => field in where)) return withCondition(args, fields);
  return { ...args, where: { ...where, ...fields } };
}

function withCondition<Args extends object>(args: Args, condition: object): Args {
  const where = whereOf(args);
  const and: unknown = Reflect.get(where, 'AND') ?? [];
  return { ...args, where: { ...where, AND: [...(Array.isArray(and) ? and : [and]), condition] } };
}

function whereOf(args: object): object {
  return 'where' in args && typeof args.where === 'object' && args.where !== null ? args.where : {};
}

function createsOnlyFor(args: object, path: string | null, viewer: Viewer): boolean {
  if (!('data' in args) || path === null) return false;
  const rows: unknown[] = Array.isArray(args.data) ? args.data : [args.data];
  return rows.every(
    (row) => typeof row === 'object' && row !== null && Reflect.get(row, path) === viewer.accountId,
  );
}
