import type { Plugin } from 'graphql-yoga';
import { areFaults, BAD_REQUEST_FAULT, type Door, type VisitorOf } from '../limits/door.js';
import type { ServerContext } from '../server-context.js';

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
      if (!('errors' in result) || !areFaults(result.errors ?? [])) return;
      const visitor = visitorOf(request, serverContext.req);
      if (!visitor.isAdmitted) await door.blame(visitor, BAD_REQUEST_FAULT);
    },
  };
}
