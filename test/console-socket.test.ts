import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addressesIn,
  type ConsoleWorld,
  decoded,
  HTML,
  metaIn,
  openConsole,
  SCRIPT,
  SCRIPT_PATH,
} from './support/console.js';

let world: ConsoleWorld;
const KEY = 'rl_development';
let http: Server;
let port: number;

beforeAll(async () => {
  world = await openConsole();
  const { app } = await world.appWith({ developmentKey: KEY, config: { graphiql: 'on' } });
  http = createServer(app).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve));
  await world.close();
});

/** Sends the path as it stands there. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }).end();
  const [response]: [IncomingMessage] = await once(asked, 'response').then(([first]) => [first]);
  const bytes = Buffer.concat(await response.toArray());
  const encoding = response.headers['content-encoding'] ?? null;
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes,
    text: decoded(bytes, encoding).toString(),
  };
}

it('the development key is in the page for this machine alone', async () => {
  const here = await ask('/console/runs');
  expect(metaIn(here.text, 'runledger-development-key')).toBe(KEY);
  expect(here.headers['cache-control']).toBe('private, no-cache');
  expect(here.headers.vary).toBe('origin, sec-fetch-site');
  const foreign: Record<string, string>[] = [
    { host: 'attacker.example.com' },
    { 'x-forwarded-for': '192.0.2.1' },
    { origin: 'https://evil.example.com' },
    { 'sec-fetch-site': 'cross-site' },
    // Whoever has the page with the key gets another one all the same.
    { 'sec-fetch-site': 'cross-site', 'if-none-match': here.headers.etag ?? '' },
  ];
  for (const headers of foreign) {
    const elsewhere = await ask('/console/runs', headers);
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.text).toContain('index-C0ffee.js');
    expect(elsewhere.text).not.toContain(KEY);
    expect(elsewhere.headers.etag).not.toBe(here.headers.etag);
  }
});

it.each([
  '/console/../secret.txt',
  '/console/assets/../../secret.txt',
  '/console/..%2f..%2fsecret.txt',
  '/console/assets/..\\..\\secret.txt',
  '//console/../secret.txt',
  '/console/%2e%2e/%2e%2e/secret.txt',
])('%s leads out of no folder', async (path) => {
  const { text } = await ask(path);
  expect(text).not.toContain('not to be seen');
});

it('GraphiQL comes compressed, and once', async () => {
  const plain = await ask('/graphql', HTML);
  const { etag = '' } = plain.headers;
  expect(plain.headers['cache-control']).toBe('private, no-cache');
  expect(addressesIn(plain.text, '/graphql')).toContain('/favicon.svg');
  const sizes = { br: 2_100_000, gzip: 2_500_000 };
  for (const [encoding, most] of Object.entries(sizes)) {
    const compressed = await ask('/graphql', { ...HTML, 'accept-encoding': encoding });
    expect(compressed.headers['content-encoding']).toBe(encoding);
    expect(compressed.bytes.byteLength).toBeLessThan(most);
    expect(compressed.headers['content-length']).toBe(String(compressed.bytes.byteLength));
    expect(compressed.text === plain.text).toBe(true);
    expect(compressed.headers.etag).toBe(etag);
  }
  const again = await ask('/graphql', { ...HTML, 'if-none-match': etag });
  expect({ status: again.status, bytes: again.bytes.byteLength }).toEqual({ status: 304, bytes: 0 });
  expect(again.headers['content-security-policy']).toBe(plain.headers['content-security-policy']);
  const elsewhere = await ask('/graphql', { ...HTML, via: '1.1 proxy', 'if-none-match': etag });
  expect(elsewhere.status).toBe(200);
  expect(elsewhere.text).not.toContain(KEY);
});

it('HEAD says how long the content would be', async () => {
  const head = await ask(SCRIPT_PATH, { 'accept-encoding': 'br' }, 'HEAD');
  expect(head.bytes.byteLength).toBe(0);
  expect(head.headers['content-length']).toBe(String(brotliCompressSync(SCRIPT).byteLength));
  expect(head.headers['content-encoding']).toBe('br');
});
