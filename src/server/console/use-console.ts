import type { Plugin } from 'graphql-yoga';
import { isFromThisMachine } from '../from-this-machine.js';
import { answerWith } from '../pages/content.js';
import { isReading, toRoot } from '../pages/html.js';
import type { ServerContext } from '../server-context.js';
import { ASSETS, type BuiltConsole } from './built.js';
import { type ConsoleSettings, consolePage } from './page.js';

/** Where the console is. */
export const CONSOLE_PATH = '/console/';
const CONSOLE_ROOT = CONSOLE_PATH.slice(0, -1);
/** The console has no page that is deeper. */
const MAX_DEPTH = 16;

type Asked = Pick<
  Parameters<NonNullable<Plugin<object, ServerContext>['onRequest']>>[0],
  'request' | 'serverContext' | 'fetchAPI'
>;

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
  /** @param name Of a file, or the rest of an address of the console. @returns null where there can be neither. */
  async function answer(
    name: string,
    { request, serverContext: { req }, fetchAPI }: Asked,
  ): Promise<Response | null> {
    const file = await built.file(name);
    if (file) return answerWith(file, request, fetchAPI);
    if (name.startsWith(ASSETS) || name.split('/').length > MAX_DEPTH) return null;
    const key = req && isFromThisMachine(req) ? developmentKey : null;
    return answerWith(consolePage(built.index, toRoot(`/${name}`), settings, key), request, fetchAPI);
  }

  return {
    // It sees every request: only those for the console wait for anything.
    onRequest(asked) {
      const { request, fetchAPI, endResponse } = asked;
      const { pathname, search } = asked.url;
      if (!pathname.startsWith(CONSOLE_ROOT) || !isReading(request.method)) return undefined;
      if (pathname === CONSOLE_ROOT) {
        const headers = { location: `${CONSOLE_PATH.slice(1)}${search}` };
        return endResponse(new fetchAPI.Response(null, { status: 302, headers }));
      }
      if (!pathname.startsWith(CONSOLE_PATH)) return undefined;
      return answer(pathname.slice(CONSOLE_PATH.length), asked).then((response) => {
        if (response) endResponse(response);
      });
    },
  };
}
