import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { type BoundedCount, type Countable, createCounters } from '../../core/db/counts.sql.js';
import type { PageInfoShape } from '../../core/db/keyset.js';
import { badUserInput } from '../../core/errors.js';
import { type BuilderTypes, builder } from '../builder.js';
import type { Context } from '../context.js';
import { perRequest } from '../per-request.js';

/** A page of a list. */
export interface Page {
  edges: Array<{ cursor: string; node: { id: string } }>;
  pageInfo: PageInfoShape;
  /** Counts the whole list, up to a bound. */
  count(upTo: number, context: Context): Promise<BoundedCount>;
}

/** A page of a model's rows, and what their list is counted by. */
export interface Connection extends Page {
  list: Countable;
}

/** Counts the lists of a request. */
export const counters = perRequest(({ db, viewer }) => createCounters(db, viewer));

/** Counts stop here: more rows than this are not counted, they are capped. */
export const COUNT_LIMIT = { default: 10_000, max: 100_000 } as const;

export const BoundedCountType = builder.objectRef<BoundedCount>('BoundedCount').implement({
  description: 'A bounded count: exact up to `upTo`, capped beyond it.',
  fields: (t) => ({
    value: t.exposeInt('value', { description: 'The count, at most `upTo`.' }),
    isCapped: t.exposeBoolean('isCapped', { description: 'Whether there are more than `upTo`.' }),
  }),
});

export const upToArg = {
  defaultValue: COUNT_LIMIT.default,
  description: 'The number at which counting stops: 1 to 100,000.',
} as const;

/** The bound of a count. @throws GraphQLError BAD_USER_INPUT where it is out of range. */
export function checkUpTo(upTo: number | null | undefined): number {
  if (upTo === null || upTo === undefined) return COUNT_LIMIT.default;
  if (upTo >= 1 && upTo <= COUNT_LIMIT.max) return upTo;
  const message = `upTo must be from 1 to ${COUNT_LIMIT.max}; it is ${upTo}.`;
  throw badUserInput(message, [{ path: ['upTo'], message }]);
}

type NodeRef = ObjectRef<BuilderTypes, { id: string }> | InterfaceRef<BuilderTypes, { id: string }>;

/**
 * Declares the Relay connection and edge types of a node type. A selection on the connection is one on its
 * nodes, so that the Prisma plugin plans through it.
 * @param name The node type's name; the types are called after it.
 * @param things What the list holds, in a sentence: "executions".
 */
export function connectionType<Shape extends Page = Connection>(node: NodeRef, name: string, things: string) {
  const edge = builder.objectRef<Page['edges'][number]>(`${name}Edge`).implement({
    description: `One item of a list of ${things}, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'The position in the list, for use as `after` or `before`.',
      }),
      node: t.field({ type: node, description: 'The item.', resolve: (parent) => parent.node }),
    }),
  });
  return builder.objectRef<Shape>(`${name}Connection`).implement({
    description: `A page of ${things}.`,
    extensions: {
      pothosIndirectInclude: {
        getType: () => name,
        paths: [[{ name: 'nodes' }], [{ name: 'edges' }, { name: 'node' }]],
      },
    },
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: `The ${things} of this page, with their cursors.`,
        resolve: ({ edges }: Page) => edges,
      }),
      nodes: t.field({
        type: [node],
        description: `The ${things} of this page.`,
        resolve: ({ edges }: Page) => edges.map((one) => one.node),
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        description: 'The position of this page in the list.',
        resolve: ({ pageInfo }: Page) => pageInfo,
      }),
      count: t.field({
        type: BoundedCountType,
        description: `The number of ${things} in the whole list.`,
        args: { upTo: t.arg.int(upToArg) },
        resolve: (page: Page, { upTo }, context) => page.count(checkUpTo(upTo), context),
      }),
    }),
  });
}
