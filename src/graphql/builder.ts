import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { NEEDS_CREDENTIALS, seesEverything } from '../core/db/tenancy.js';
import { badUserInput, forbidden, type InputPath, unauthenticated } from '../core/errors.js';
import { decodeId, encodeId } from '../core/ids.js';
import { isNodeType } from '../core/node-types.js';
import type { Viewer } from '../core/viewer.js';
import type { ApiKeyScope, Prisma } from '../generated/prisma/client.js';
import type PrismaTypes from '../generated/prisma/pothos.js';
import { getDatamodel } from '../generated/prisma/pothos.js';
import type { Context } from './context.js';
import ExposedPlugin from './exposed-plugin.js';

/** How many things can be asked for by their ids at once. */
const MAX_NODES = 200;

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
  PrismaTypes: PrismaTypes;
  AuthScopes: {
    /** Also who has no credentials: a decision, where every root field says who may ask it. */
    anybody: boolean;
    /** Credentials that read whatever is their user's. */
    read: boolean;
    /** Credentials that drive executions, chunks and their parts. */
    work: boolean;
    /** Credentials that write jobs, projects and keys. */
    manage: boolean;
    /** Administrators' keys that are made to borrow and replace OAuth tokens. */
    verify: boolean;
    /** Administrators, with credentials that say so: everything, of everybody. */
    admin: boolean;
  };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: Prisma.InputJsonValue | null; Output: unknown };
    SafeInt: { Input: number; Output: number | bigint };
  };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, ExposedPlugin, PrismaPlugin, RelayPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: ({ db }) => db,
    dmmf: getDatamodel(),
    onUnusedQuery: process.env.NODE_ENV === 'production' ? null : 'error',
  },
  relay: {
    cursorType: 'String',
    encodeGlobalID: (typename, id) => {
      if (!isNodeType(typename)) throw new Error(`${typename} has no id prefix`);
      return encodeId(typename, String(id));
    },
    decodeGlobalID: (id) => {
      // What is none is refused by `node`, which knows its place, and is null among `nodes`.
      const decoded = decodeId(id);
      return { typename: decoded?.type ?? '', id: decoded?.uuid ?? id };
    },
    nodeTypeOptions: { description: 'An object with an id.' },
    idFieldOptions: { description: 'A typed, sortable, URL-safe id (TypeID), such as `exec_01k…`.' },
    pageInfoTypeOptions: { description: 'The position of a page in its list.' },
    hasNextPageFieldOptions: { description: 'Whether there are more items after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there are more items before this page.' },
    startCursorFieldOptions: { description: 'The cursor of the first item; null if the page is empty.' },
    endCursorFieldOptions: { description: 'The cursor of the last item; null if the page is empty.' },
    nodeQueryOptions: {
      description: 'Any object by its id; null if it does not exist or is not yours.',
      authScopes: { read: true },
      args: { id: { description: 'The id of an object of any type.' } },
      resolve: (_root, { id }, _context, _info, resolveNode) => resolveNode(knownId(id, ['id'])),
    },
    nodesQueryOptions: {
      description:
        'Several objects by their ids, in the order given; null for each that does not exist, is not yours, or is not a valid id.',
      authScopes: { read: true },
      args: { ids: { description: `At most ${MAX_NODES} ids of objects of any type.` } },
      resolve: async (_root, args, _context, _info, resolveNodes) => {
        const { ids } = args;
        if (ids.length > MAX_NODES) throw badId(['ids'], `at most ${MAX_NODES} ids.`);
        const known = ids.filter(isKnown);
        // Pothos reads them from the arguments, whatever it is handed.
        args.ids = known;
        const nodes = await resolveNodes(known);
        return ids.map((id) => (isKnown(id) ? nodes[known.indexOf(id)] : null));
      },
    },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ viewer }) => ({
      anybody: true,
      read: has(viewer, 'READ'),
      work: has(viewer, 'WORK'),
      manage: has(viewer, 'MANAGE'),
      verify: has(viewer, 'VERIFY'),
      admin: viewer !== null && seesEverything(viewer),
    }),
    unauthorizedError: (_parent, { viewer }) =>
      viewer ? forbidden('Your credentials do not give access to this.') : unauthenticated(NEEDS_CREDENTIALS),
  },
});

function has(viewer: Viewer | null, scope: ApiKeyScope): boolean {
  return viewer?.scopes.has(scope) ?? false;
}

interface NodeId {
  /** Empty where the id is none of this API's. */
  typename: string;
  id: string;
}

const isKnown = ({ typename }: NodeId) => typename !== '';

function knownId(id: NodeId, path: InputPath): NodeId {
  if (!isKnown(id)) throw badId(path, 'not an id of this API; expected a TypeID like exec_01k….');
  return id;
}

function badId(path: InputPath, fault: string) {
  const message = `${path.join('.')}: ${fault}`;
  return badUserInput(message, [{ path, message }]);
}

/** The types as Pothos extends them, for helpers that take its refs. */
export type BuilderTypes = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

builder.mutationType({
  description:
    'Everything you can change. Each mutation takes one `input`, runs in one transaction, and returns a union: the result, or an expected error.',
});

builder.queryType({ description: 'Everything you can read.' });

builder.subscriptionType({
  description:
    'Everything you can subscribe to, over server-sent events or graphql-ws. A stream ends with an error if its key is revoked, its reader is too slow, or the server stops.',
});
