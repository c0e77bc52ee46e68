import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../core/viewer.js';
import type { Hub } from './hub.js';

declare module '../graphql/context.js' {
  interface Context {
    /** What subscriptions come from. */
    hub: Hub;
    /** How many streams somebody may have at a time. */
    streamsOf(viewer: Viewer): number;
    /** What one more answer to the operation costs. */
    costAgain(info: GraphQLResolveInfo): number;
  }
}
