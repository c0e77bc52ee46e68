import { connection, isReached } from './connection';
import { renewPage } from './renew-page';

const lostSheets = new Set<HTMLLinkElement>();
document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') lostSheets.add(target);
  },
  true,
);

/** Fetches style sheets again that did not come: the loader of code asks for each of them once. */
async function fetchSheets(): Promise<void> {
  const lost = [...lostSheets];
  lostSheets.clear();
  await Promise.all(
    lost.map(
      (sheet) =>
        new Promise((resolve, reject) => {
          const link = document.createElement('link');
          link.rel = 'stylesheet';
          link.href = sheet.href;
          link.addEventListener('load', resolve);
          link.addEventListener('error', () => reject(new Error(`${sheet.href} did not come`)));
          sheet.replaceWith(link);
        }),
    ),
  );
}

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
        await fetchSheets();
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
