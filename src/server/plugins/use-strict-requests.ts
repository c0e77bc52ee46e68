import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { requestError, unavailable } from '../../core/errors.js';
import { assertJsonWithinLimits } from '../../graphql/json-limits.js';
import { parseJsonText } from '../../graphql/json-numbers.js';
import { readOn } from './use-body-leftovers.js';

const JSON_TYPES = new Set(['application/json', 'application/graphql-response+json']);
const WHOLE_NUMBER = /^\d+$/;

/** How much somebody without credentials may send: the longest document, and some variables. */
export const ANONYMOUS_BODY_BYTES = 1024 * 1024;
/** Bodies that are being read at a time, together. */
export const MAX_BODY_BYTES_TOGETHER = 256 * 1024 * 1024;

export interface StrictRequestOptions {
  bodyLimitBytes: number;
  /** Whether a request may name its document in another way. */
  isQueryOptional?: boolean;
}

/**
 * Reads requests more strictly than Yoga does by itself: GET, or POST with JSON in UTF-8, of at most
 * `bodyLimitBytes`, one operation, its variables within the limits of {@link assertJsonWithinLimits}.
 * Everything else is refused with a code and the HTTP status that says why.
 */
export function useStrictRequests({ bodyLimitBytes, isQueryOptional = false }: StrictRequestOptions): Plugin {
  let bytesTogether = 0;

  async function read(request: Request): Promise<GraphQLParams> {
    const limit = hasCredentials(request.headers)
      ? bodyLimitBytes
      : Math.min(bodyLimitBytes, ANONYMOUS_BODY_BYTES);
    let size = 0;
    try {
      const bytes = await readBody(request, limit, (more) => {
        size += more;
        bytesTogether += more;
        if (bytesTogether > MAX_BODY_BYTES_TOGETHER) throw tooMuchTogether();
      });
      return parseBody(bytes, isQueryOptional);
    } finally {
      bytesTogether -= size;
    }
  }

  return {
    onRequestParse({ request, setRequestParser }) {
      if (request.method === 'GET') {
        setRequestParser((asked) => parseQueryString(asked, isQueryOptional));
      } else if (request.method === 'POST') {
        assertJsonBody(request.headers);
        setRequestParser(read);
      } else {
        throw requestError(
          'METHOD_NOT_ALLOWED',
          'GraphQL is served over GET and POST.',
          {},
          { allow: 'GET, POST' },
        );
      }
    },
  };
}

/** Whether a request says who asks, truly or not. */
export const hasCredentials = (headers: Headers) => headers.has('authorization') || headers.has('cookie');

function assertJsonBody(headers: Headers): void {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((text) => text.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (!JSON_TYPES.has(type.trim()) || !isUtf8) {
    throw requestError('UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json in UTF-8.');
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    throw requestError('UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed.');
  }
}

/**
 * A declared length is kept by the HTTP parser; without one the bytes are counted as they come.
 * @param onBytes Hears of all of them.
 */
async function readBody(
  request: Request,
  limit: number,
  onBytes: (count: number) => void,
): Promise<Uint8Array> {
  const declared = request.headers.get('content-length');
  if (declared !== null && !WHOLE_NUMBER.test(declared)) {
    throw requestError('BAD_REQUEST', 'The Content-Length header is not a whole number.');
  }
  if (Number(declared) > limit) throw tooLarge(limit);
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > limit) {
        chunks.length = 0;
        await readOn(reader);
        throw tooLarge(limit);
      }
      onBytes(part.value.byteLength);
      chunks.push(part.value);
    }
  } finally {
    reader.releaseLock();
  }
  return Buffer.concat(chunks);
}

const tooLarge = (limit: number) =>
  requestError('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes.`, {}, { connection: 'close' });

const tooMuchTogether = () =>
  unavailable('The server is reading as much as it can hold. Try again.', undefined, { connection: 'close' });

function parseBody(bytes: Uint8Array, isQueryOptional: boolean): GraphQLParams {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw requestError('BAD_REQUEST', 'The body is not valid UTF-8.');
  }
  return asParams(parseJson(text, 'The body'), isQueryOptional);
}

function parseQueryString(request: Request, isQueryOptional: boolean): GraphQLParams {
  const question = request.url.indexOf('?');
  const search = new URLSearchParams(question < 0 ? '' : request.url.slice(question + 1));
  const json = (name: string) => {
    const text = search.get(name);
    return text ? parseJson(text, `The parameter "${name}"`) : undefined;
  };
  const params = {
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
  return asParams(params, isQueryOptional);
}

function parseJson(text: string, what: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    throw requestError('BAD_REQUEST', `${what} is not valid JSON.`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Shape first, so that nothing after this meets a surprise; unknown names are Yoga's to refuse. */
function asParams(body: unknown, isQueryOptional: boolean): GraphQLParams {
  if (Array.isArray(body)) throw requestError('BAD_REQUEST', 'Batches are not supported.');
  if (!isObject(body)) throw requestError('BAD_REQUEST', 'The body must be a JSON object.');
  // Of the variables' texts it is not known yet what they are for: useStorableTexts looks at them.
  assertJsonWithinLimits(body, { textsLaterIn: 'variables' });
  const { query, operationName, variables, extensions } = body;
  if (!(isQueryOptional && query === undefined) && (typeof query !== 'string' || query === '')) {
    throw requestError('BAD_REQUEST', 'The parameter "query" must be a GraphQL document.');
  }
  if (operationName != null && typeof operationName !== 'string') {
    throw requestError('BAD_REQUEST', 'The parameter "operationName" must be a string.');
  }
  if (variables != null && !isObject(variables)) {
    throw requestError('BAD_REQUEST', 'The parameter "variables" must be an object.');
  }
  if (extensions != null && !isObject(extensions)) {
    throw requestError('BAD_REQUEST', 'The parameter "extensions" must be an object.');
  }
  return body;
}
