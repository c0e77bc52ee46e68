import type { IncomingMessage } from 'node:http';

type Addressed = Pick<IncomingMessage, 'headers' | 'url'>;

/** The address that a request names, as it is parsed everywhere after this; null where its text is none. */
function addressText({ headers, url }: Addressed): string | null {
  return url?.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : null;
}

/** What no URL can be made of is refused at the door: nothing behind it expects that. */
export function isAddressed(request: Addressed): boolean {
  const text = addressText(request);
  return text !== null && URL.canParse(text);
}

/** The path that a request names; null where it names no valid address. */
export function pathOf(request: Addressed): string | null {
  const text = addressText(request);
  return text !== null && URL.canParse(text) ? new URL(text).pathname : null;
}

/** Whether a page's origin is the host that it asks. */
export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: own } = new URL(origin);
  const asked = `${protocol}//${host}`;
  return own !== '' && URL.canParse(asked) && new URL(asked).host === own;
}
