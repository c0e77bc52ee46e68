import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { BuilderTypes } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';

type Ref = PothosSchemaTypes.ObjectRef<BuilderTypes, { id: string }>;

/** A part as it is answered. */
export interface LoadedPart {
  id: string;
  __typename: string;
}

/** What runs have parts of. Each is registered by the wing that serves it. */
export interface PartType {
  /** Its GraphQL type; triggers note its changes by this name. */
  name: string;
  ref: Ref;
  /**
   * Reads parts as a document wants them, those that the viewer sees.
   * @param info Of the field whose answer has them in `parts`.
   * @param ids UUIDs of rows. @returns The parts of each row that is still there.
   */
  read(asked: PartsAsked, ids: readonly string[]): Promise<ReadonlyMap<string, readonly LoadedPart[]>>;
  /** Says to Pothos that all that a document wants of `parts` was read. @param info Of `parts`. */
  settle(context: Context, info: GraphQLResolveInfo): void;
}

export interface PartsAsked {
  context: Context;
  info: GraphQLResolveInfo;
  /** What those who ask for the same of the same parts share. */
  shared: Map<string, Promise<readonly LoadedPart[]>>;
  /** Whose parts; null for anybody's. */
  ownerId: string | null;
}

const types = new Map<string, PartType>();

/** @throws Error for one twice. */
export function registerPartType(type: PartType): void {
  if (types.has(type.name)) throw new Error(`${type.name} is registered twice`);
  types.set(type.name, type);
}

export function partTypes(): PartType[] {
  return [...types.values()];
}

/** Reads rows once for all who want the same of them. */
export function sharing(
  { shared, ownerId }: PartsAsked,
  key: string,
  read: () => Promise<readonly LoadedPart[]>,
): Promise<readonly LoadedPart[]> {
  const whole = `${ownerId} ${key}`;
  const known = shared.get(whole);
  if (known) return known;
  const reading = read();
  shared.set(whole, reading);
  // A failure is its askers' alone: whoever asks next may be answered.
  reading.catch(() => shared.delete(whole));
  return reading;
}

/**
 * Registers parts that are a model's rows.
 * @param find Reads some of them.
 */
export function registerPartRows(
  name: string,
  ref: Ref,
  find: (
    context: Context,
    query: { where: { id: { in: string[] } }; select: { id: true } },
  ) => Promise<ReadonlyArray<{ id: string }>>,
): void {
  const select = { id: true } as const;
  registerPartType({
    name,
    ref,
    async read(asked, ids) {
      const { context, info } = asked;
      const query = queryFromInfo({ context, info, typeName: name, path: ['parts'], select });
      const where = { id: { in: [...ids] } };
      const rows = await sharing(asked, JSON.stringify([name, ids, query]), async () =>
        // Where only what they are is wanted, there is nothing to read.
        (isIdAlone(query) ? ids.map((id) => ({ id })) : await find(context, { ...query, where })).map(
          (row) => ({ ...row, __typename: name }),
        ),
      );
      return new Map(rows.map((row) => [row.id, [row]]));
    },
    settle: (context, info) => void queryFromInfo({ context, info, typeName: name, select }),
  });
}

function isIdAlone(query: { select?: object }): boolean {
  return Object.keys(query.select ?? {}).every((field) => field === 'id');
}
