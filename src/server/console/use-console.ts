import type { Plugin } from 'graphql-yoga';
import { isFromThisMachine } from '../from-this-machine.js';
import { answerWith } from '../pages/content.js';
import { isReading, toRoot } from '../pages/html.js';
import type { ServerContext } from '../server-context.js';
import { ASSETS, type BuiltConsole } from './built.js';
import { type ConsoleSettings, consolePage } from './page.js';

/** Where the console is. */
export const CONSOLE_PATH = '/console/';
/** The console has no page that is deeper. */
const MAX_DEPTH = 16;

export interface ConsoleOptions {
  built: BuiltConsole;
  settings: ConsoleSettings;
  /** Given away in the page to requests from this machine only; null for none. */
  developmentKey: string | null;
}

/**
 * Serves the console: its files by their names, and its page wherever there is none, because the console finds its
 * way by itself. Whatever leads elsewhere does so relatively: a proxy may have put something before the path.
 */
export function useConsole({
  built,
  settings,
  developmentKey,
}: ConsoleOptions): Plugin<object, ServerContext> {
  return {
    async onRequest({ request, url: { pathname, search }, serverContext, fetchAPI, endResponse }) {
      if (!isReading(request.method)) return;
      if (`${pathname}/` === CONSOLE_PATH) {
        const headers = { location: `${CONSOLE_PATH.slice(1)}${search}` };
        return endResponse(new fetchAPI.Response(null, { status: 302, headers }));
      }
      if (!pathname.startsWith(CONSOLE_PATH)) return;
      const name = pathname.slice(CONSOLE_PATH.length);
      const file = await built.file(name);
      if (file) return endResponse(await answerWith(file, request, fetchAPI));
      if (name.startsWith(ASSETS) || name.split('/').length > MAX_DEPTH) return;
      const { req } = serverContext;
      const key = req && isFromThisMachine(req) ? developmentKey : null;
      const page = consolePage(built.index, toRoot(`/${name}`), settings, key);
      endResponse(await answerWith(page, request, fetchAPI));
    },
  };
}
