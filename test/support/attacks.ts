import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { generateApiKey } from '../../src/auth/api-key.js';

/** What came of an attack: the HTTP status and the code of the first error. */
export interface Outcome {
  status: number;
  code: string | null;
}

export interface Attack extends Outcome {
  name: string;
  /** @param key A good API key. */
  run(url: string, key: string): Promise<Outcome>;
}

const JSON_TYPE = 'application/json';
const repeat = (count: number, one: (index: number) => string, joint = ' ') =>
  Array.from({ length: count }, (_, index) => one(index)).join(joint);
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const ALIASES = `{ ${repeat(10_000, (index) => `a${index}: __typename`)} }`;
const OVERLAPPING = `{ ${repeat(300, (index) => `...F${index}`)} } ${repeat(
  300,
  (index) => `fragment F${index} on Query { jobs { nodes { id name slug } } }`,
)}`;
const DOUBLING = `{ ...F0 } ${repeat(
  25,
  (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
)} fragment F25 on Query { __typename }`;
const CYCLE = '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }';
const DIRECTIVES = `{ __typename ${'@skip(if: false) '.repeat(10_000)}}`;
const DEEP = `${'{ viewer '.repeat(5_000)}${'}'.repeat(5_000)}`;
const INTROSPECTION = `{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }`;
const MANY_SCHEMAS = `{ ${repeat(45, (index) => `a${index}: __schema { types { fields { type { fields { name description } } } } }`)} }`;
const WIDE =
  '{ jobs(first: 200) { nodes { executions(first: 200) { nodes { stages(first: 200) { nodes { id } } } } } } }';
const MUTATION = 'mutation { createJob(input: {}) { __typename } }';

async function outcomeOf(response: Response): Promise<Outcome> {
  const text = await response.text();
  return { status: response.status, code: /"code":"(\w+)"/.exec(text)?.[1] ?? null };
}

type Sent = (url: string, key: string) => Promise<Outcome>;

const post =
  (body: BodyInit, headers: Record<string, string> = {}): Sent =>
  async (url, key) =>
    outcomeOf(
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': JSON_TYPE, authorization: `Bearer ${key}`, ...headers },
        body,
      }),
    );

const query = (text: string, variables: string = '{}'): Sent =>
  post(`{"query":${JSON.stringify(text)},"variables":${variables}}`);

/** Writes pieces with a wait between them until the server ends it; the head of its answer tells how. */
const slowly =
  (pieces: readonly string[], waitMs: number): Sent =>
  (url) =>
    new Promise((resolve, reject) => {
      const { port, hostname } = new URL(url);
      const socket = connect(Number(port), hostname);
      let text = '';
      let next = 0;
      const timer = setInterval(
        () => socket.writable && socket.write(pieces[Math.min(next++, pieces.length - 1)] ?? ''),
        waitMs,
      );
      socket.on('data', (data) => {
        text += String(data);
      });
      // The server may close it before the last piece is out.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        clearInterval(timer);
        const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
        if (status) resolve({ status: Number(status), code: /"code":"(\w+)"/.exec(text)?.[1] ?? null });
        else reject(new Error('the connection ended without an answer'));
      });
      socket.write(pieces[next++] ?? '');
    });

const GUESSES = 1_000;
const GUESSES_AT_ONCE = 20;

/** Well-formed keys that nobody has; the outcome is that of the last. */
const guess: Sent = async (url) => {
  let outcome: Outcome = { status: 0, code: null };
  let left = GUESSES;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      outcome = await query('{ viewer { id } }')(url, generateApiKey().key);
    }
  };
  await Promise.all(Array.from({ length: GUESSES_AT_ONCE }, client));
  return outcome;
};

export const SLOW_STEP_MS = 200;

const form = () => {
  const data = new FormData();
  data.set('operations', JSON.stringify({ query: MUTATION }));
  data.set('map', '{}');
  return data;
};

export const ATTACKS: readonly Attack[] = [
  { name: '10,000 aliases', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(ALIASES) },
  { name: '300 overlapping fragments', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(OVERLAPPING) },
  { name: 'doubling fragments, 25 deep', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(DOUBLING) },
  { name: 'a cycle of fragments', status: 200, code: 'GRAPHQL_VALIDATION_FAILED', run: query(CYCLE) },
  { name: '10,000 directives', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(DIRECTIVES) },
  { name: 'a document 5,000 deep', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(DEEP) },
  {
    name: 'variables 20,000 deep',
    status: 400,
    code: 'BAD_USER_INPUT',
    run: query('query ($a: JSON) { __typename }', `{"a":${nested(20_000)}}`),
  },
  { name: 'nested introspection', status: 200, code: 'GRAPHQL_VALIDATION_FAILED', run: query(INTROSPECTION) },
  { name: 'introspection 45 times', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(MANY_SCHEMAS) },
  { name: 'lists in lists of 200', status: 400, code: 'QUERY_TOO_COMPLEX', run: query(WIDE) },
  {
    name: 'a batch of 1,000 operations',
    status: 400,
    code: 'BAD_REQUEST',
    run: post(`[${repeat(1_000, () => '{"query":"{ __typename }"}', ',')}]`),
  },
  {
    name: 'a mutation in a form',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    run: post(`query=${encodeURIComponent(MUTATION)}`, {
      'content-type': 'application/x-www-form-urlencoded',
    }),
  },
  {
    name: 'a mutation in a multipart form',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    run: async (url, key) =>
      outcomeOf(
        await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: form() }),
      ),
  },
  {
    name: 'a mutation by GET',
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    run: async (url, key) =>
      outcomeOf(
        await fetch(`${url}?${new URLSearchParams({ query: MUTATION })}`, {
          headers: { authorization: `Bearer ${key}` },
        }),
      ),
  },
  {
    name: '__proto__ as a key',
    status: 400,
    code: 'BAD_USER_INPUT',
    run: query('query ($a: JSON) { __typename }', '{"a":{"__proto__":{"isAdmin":true}}}'),
  },
  {
    name: 'truncated JSON',
    status: 400,
    code: 'BAD_REQUEST',
    run: post('{"query":"{ __typename }","variables":{"a":['),
  },
  {
    name: 'a gzip bomb of 200 MB',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    run: post(new Uint8Array(gzipSync(Buffer.alloc(200 * 1024 * 1024))), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'a body of 20 MB',
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    run: post(new Uint8Array(20 * 1024 * 1024).fill(0x20)),
  },
  {
    name: 'a header of 64 KB',
    status: 431,
    code: null,
    run: slowly([`GET /graphql HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(65_536)}\r\n\r\n`], 1_000_000),
  },
  {
    name: 'headers that come slowly',
    status: 408,
    code: null,
    run: slowly(['POST /graphql HTTP/1.1\r\nHost: a\r\n', 'X-A: b\r\n'], SLOW_STEP_MS),
  },
  {
    name: 'a body that comes slowly',
    status: 408,
    code: null,
    run: slowly(
      [
        `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: 1000\r\n\r\n`,
        ' ',
      ],
      SLOW_STEP_MS,
    ),
  },
  // The last one: whoever comes from its address without good credentials is refused from then on.
  { name: `${GUESSES.toLocaleString('en-US')} guessed keys`, status: 429, code: 'RATE_LIMITED', run: guess },
];
