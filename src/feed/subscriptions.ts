import { NEEDS_CREDENTIALS } from '../core/db/tenancy.js';
import { unauthenticated } from '../core/errors.js';
import { requireScope } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { Context } from '../graphql/context.js';
import type { Reader } from './streams.js';

/**
 * Who a subscription is for, as of now.
 * @throws GraphQLError UNAUTHENTICATED where nobody is any more, FORBIDDEN where they may not read any more.
 */
export async function currentViewer({ authenticate }: Context): Promise<Viewer> {
  const viewer = await authenticate();
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  requireScope(viewer, 'READ');
  return viewer;
}

/** Who reads a subscription's stream. @throws GraphQLError UNAUTHENTICATED without credentials. */
export function readerOf(context: Context): Reader {
  const { viewer, disconnect } = context;
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  const { userId, apiKeyId, sessionId } = viewer;
  return {
    userId,
    credential: apiKeyId ?? sessionId ?? userId,
    check: () => currentViewer(context),
    disconnect,
  };
}
