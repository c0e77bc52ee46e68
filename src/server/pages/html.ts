/** What tells whether a browser asks. */
type Asked = Pick<Request, 'method' | 'headers'>;

/** Whether it is a person who opens an address, and not a program. */
export function isByBrowser({ method, headers }: Asked): boolean {
  return isReading(method) && headers.get('accept')?.includes('text/html') === true;
}

export const isReading = (method: string) => method === 'GET' || method === 'HEAD';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in an element or an attribute. */
export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/**
 * The way from a page to where the server's paths begin, which a proxy may have put something before.
 * @param path The page's, as the server sees it.
 */
export function toRoot(path: string): string {
  return '../'.repeat(path.split('/').length - 2) || './';
}
