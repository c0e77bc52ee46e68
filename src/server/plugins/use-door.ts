import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from '../app.js';
import type { Door, VisitorOf } from '../limits/door.js';

/** A request that could not be served weighs so much among an address's faults. */
const BAD_REQUEST_FAULT = 1;
/** What is no fault of who asks, or was counted where the credentials were refused. */
const NO_FAULT: ReadonlySet<unknown> = new Set([
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
]);

/** Counts requests before they are read, and those that turn out to be none. */
export function useDoor({
  door,
  visitorOf,
}: {
  door: Door;
  visitorOf: VisitorOf;
}): Plugin<object, ServerContext> {
  return {
    onRequestParse: ({ request, serverContext }) => door.knock(visitorOf(request, serverContext.req)),
    async onResultProcess({ request, result, serverContext }) {
      if (!('errors' in result) || !result.errors?.length) return;
      const visitor = visitorOf(request, serverContext.req);
      if (visitor.isAdmitted || result.errors.some(({ extensions }) => NO_FAULT.has(extensions.code))) return;
      await door.blame(visitor, BAD_REQUEST_FAULT);
    },
  };
}
