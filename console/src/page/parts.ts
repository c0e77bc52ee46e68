import { connection, isReached } from './connection';
import { renewPage } from './renew-page';

/**
 * Fetches code of the console that comes when it is needed. A server may have come back since it was asked, so that it
 * is asked once more; what a server that answers still lacks belongs to another version, and the page is loaded anew.
 * @param isAwaited Where the server is gone, waits until it is back; throws what the browser says otherwise.
 * @throws where a file is missing although the page was loaded anew just before.
 */
export function fetching<Part>(load: () => Promise<Part>, isAwaited = true): () => Promise<Part> {
  return async () => {
    for (let wasReached = false; ; ) {
      try {
        return await load();
      } catch (error) {
        if (!(await isReached())) {
          if (!isAwaited) throw error;
          await connection.regained();
          wasReached = false;
        } else if (!wasReached) wasReached = true;
        else if (renewPage()) return new Promise(() => undefined);
        else throw new Error('The server lacks a part of this console.', { cause: error });
      }
    }
  };
}
