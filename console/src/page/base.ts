const here = import.meta.url;

/** The path of the console, with a slash at its end: a proxy may put it anywhere. */
export const CONSOLE_PATH = import.meta.env.DEV ? '/' : new URL('..', here).pathname;

/** Turns a path of the server, such as `graphql`, into the address that this browser reaches it by. */
export function serverUrl(path: string): URL {
  const root = import.meta.env.DEV ? '/' : `${CONSOLE_PATH}../`;
  return new URL(path, new URL(root, window.location.origin));
}

export const API_URL = serverUrl('graphql').href;
