import { createHash } from 'node:crypto';
import type { FetchAPI } from 'graphql-yoga';
import { type Encoding, encodingFor } from './encoding.js';

export type Bytes = Uint8Array<ArrayBuffer>;

/** Something that is sent as it is, again and again. */
export interface Content {
  /** Says what it is: whoever has it gets it once. */
  readonly etag: string;
  /** Its type, who may keep it, and what it may do. */
  readonly headers: Readonly<Record<string, string>>;
  readonly encodings: readonly Encoding[];
  /** @param encoding One of `encodings`; null for as it is. */
  body(encoding: Encoding | null): Bytes | Promise<Bytes>;
}

/** Weak, because it stands for the same in every encoding. */
export function etagOf(...parts: ReadonlyArray<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `W/"${hash.digest('base64url')}"`;
}

/** The answer to a GET or a HEAD for a content. */
export async function answerWith(content: Content, request: Request, fetchAPI: FetchAPI): Promise<Response> {
  const { etag, encodings } = content;
  const encoding = encodingFor(request.headers.get('accept-encoding'), encodings);
  // A browser takes the headers of a 304 for those of what it has: the policy must be among them.
  const headers = { ...content.headers, etag, ...varying(content) };
  if (isKnown(etag, request.headers.get('if-none-match'))) {
    return new fetchAPI.Response(null, { status: 304, headers });
  }
  const body = await content.body(encoding);
  return new fetchAPI.Response(request.method === 'HEAD' ? null : body, {
    headers: {
      ...headers,
      'content-length': String(body.byteLength),
      ...(encoding && { 'content-encoding': encoding }),
    },
  });
}

function varying({ headers, encodings }: Content): { vary?: string } {
  const names = [headers.vary, encodings.length > 0 && 'accept-encoding'].filter(Boolean);
  return names.length > 0 ? { vary: names.join(', ') } : {};
}

/** @param known The If-None-Match header. */
function isKnown(etag: string, known: string | null): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return known?.trim() === '*' || known?.split(',').some((text) => opaque(text) === opaque(etag)) === true;
}
