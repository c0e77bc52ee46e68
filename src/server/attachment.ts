/** A media type without its parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
/** What a page of this server could be made to run as a script or a style of its own: a download stays one only by its type. */
const RUN_BY_PAGES =
  /^(?:text|application)\/(?:x-)?(?:java|ecma|j|live)script(?:1\.\d)?$|^(?:text|application)\/(?:css|xsl|xslt\+xml)$/;
const PLAIN_TYPE = 'text/plain';
const UNKNOWN_TYPE = 'application/octet-stream';
const MAX_NAME_LENGTH = 150;
/** What systems do not allow in names, or would take for a path; what is not seen, or turns the direction of reading. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\:*?"<>|]+/gu;
/** What encodeURIComponent leaves and RFC 5987 does not allow. */
const NOT_IN_EXTENDED_VALUES = /['()*]/g;

/** Headers that have a browser save a text as a file, whatever is in it: nothing in it is ever run or shown as a page. */
export function attachmentHeaders(
  { name, contentType }: { name: string; contentType: string | null },
  length: number,
): Record<string, string> {
  return {
    'content-type': mediaType(contentType),
    'content-length': String(length),
    'content-disposition': contentDisposition(name),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

/** Texts are UTF-8, whatever was said of their charset elsewhere. Without a type for it, nothing runs them where sniffing is off. */
function mediaType(said: string | null): string {
  const [essence = ''] = (said ?? '').toLowerCase().split(';');
  const named = essence.trim();
  if (!MEDIA_TYPE.test(named)) return UNKNOWN_TYPE;
  const type = RUN_BY_PAGES.test(named) ? PLAIN_TYPE : named;
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}

/** As RFC 6266 has it: a name in ASCII for old clients, and the name itself. */
export function contentDisposition(name: string): string {
  const safe = fileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/%/g, '_');
  const extended = encodeURIComponent(safe).replace(
    NOT_IN_EXTENDED_VALUES,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

/** Not a path, not hidden, and of no name that is none: dots and spaces at the ends are dropped. */
function fileName(name: string): string {
  const plain = name.replace(NOT_IN_NAMES, '_').slice(0, MAX_NAME_LENGTH);
  // Half of a character may be left at the end.
  return plain.replace(/[\ud800-\udbff]$/, '').replace(/^[.\s]+|[.\s]+$/g, '') || 'artifact';
}
