import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltConsole, readConsole } from '../src/server/console/built.js';
import { encodingFor } from '../src/server/pages/encoding.js';
import { createTestApp, type TestApp } from './support/app.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { expectRefusal } from './support/http.js';

const ORIGIN = 'http://localhost';
const SCRIPT = 'console.log("the console");\n'.repeat(100);
const STYLE = 'body { color: red; }';
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Runledger</title>
    <script type="module" crossorigin src="./assets/index-C0ffee.js"></script>
    <link rel="stylesheet" crossorigin href="./assets/index-Beef.css">
  </head>
  <body><div id="root"></div></body>
</html>
`;
const SCRIPT_PATH = '/console/assets/index-C0ffee.js';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** A folder as the build leaves it, beside a file that is none of it. */
async function buildHere(): Promise<{ folder: string; consoleDir: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-console-'));
  const consoleDir = join(folder, 'console');
  await mkdir(join(consoleDir, 'assets'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    '../secret.txt': 'not to be seen',
    'index.html': INDEX,
    'logo.svg': ICON,
    'assets/index-C0ffee.js': SCRIPT,
    'assets/index-C0ffee.js.br': brotliCompressSync(SCRIPT),
    'assets/index-C0ffee.js.gz': gzipSync(SCRIPT),
    'assets/index-Beef.css': STYLE,
    'assets/index-Beef.css.gz': gzipSync(STYLE),
    'assets/face-F00d.woff2': 'a font',
    'assets/odd-1.bin': 'bytes',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(consoleDir, name), content);
  return { folder, consoleDir };
}

let database: TestDatabase;
let folder: string;
let builtConsole: BuiltConsole | null;
let test: TestApp;
const others: TestApp[] = [];

beforeAll(async () => {
  const own = await buildHere();
  folder = own.folder;
  builtConsole = readConsole(own.consoleDir);
  database = await createTestDatabase();
  test = await createTestApp({ on: database, builtConsole });
});
afterAll(async () => {
  for (const { close } of [...others, test]) await close();
  await database.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, of: TestApp = test, method = 'GET') =>
  of.app.fetch(`${ORIGIN}${path}`, { method, headers });

async function appWith(options: Parameters<typeof createTestApp>[0]): Promise<TestApp> {
  const other = await createTestApp({ on: database, builtConsole, ...options });
  others.push(other);
  return other;
}

/** Where the page's own addresses lead, seen from where the page was opened. */
function addressesIn(html: string, path: string): string[] {
  return [...html.matchAll(/\s(?:src|href)="([^"]+)"/g)].map(
    ([, address = '']) => new URL(address, `${ORIGIN}${path}`).pathname,
  );
}

const metaIn = (html: string, name: string) =>
  new RegExp(`<meta name="${name}" content="([^"]*)">`).exec(html)?.[1];

function decoded(bytes: Buffer, encoding: string | null): Buffer {
  if (bytes.byteLength === 0) return bytes;
  if (encoding === 'br') return brotliDecompressSync(bytes);
  return encoding === 'gzip' ? gunzipSync(bytes) : bytes;
}

describe('the way in', () => {
  it('leads browsers from / and from /console to the console, whatever a proxy put before the path', async () => {
    for (const [path, location] of [
      ['/', 'console/'],
      ['/console', 'console/'],
      ['/console?status=FAILED', 'console/?status=FAILED'],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const response = await get(path, HTML, test, method);
        expect(response.status).toBe(302);
        expect(response.headers.get('location')).toBe(location);
        expect(response.headers.get('cache-control')).toBe('no-store');
      }
    }
  });

  it('tells programs at / where the API is', async () => {
    await expectRefusal(await get('/'), 404, 'NOT_FOUND');
  });

  it('leads to GraphiQL where CONSOLE is off, and the console is nowhere', async () => {
    const without = await appWith({ config: { console: false, graphiql: 'on' } });
    expect((await get('/', HTML, without)).headers.get('location')).toBe('graphql');
    for (const path of ['/console', '/console/', '/console/runs', SCRIPT_PATH]) {
      await expectRefusal(await get(path, {}, without), 404, 'NOT_FOUND');
    }
    expect(await (await get('/nowhere', HTML, without)).text()).not.toContain('console/');
  });

  it('leads nowhere where neither is served', async () => {
    const without = await appWith({ config: { console: false, graphiql: 'off' } });
    const response = await get('/', HTML, without);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('href="./graphql"');
  });
});

describe('the page', () => {
  it('answers every address of the console, and finds its files from each', async () => {
    for (const path of [
      '/console/',
      '/console/runs',
      '/console/runs/exec_1',
      '/console/runs/exec_1/diff/',
      '/console//runs',
      '/console/index.html',
      '/console/jobs/a.b%2Fc',
      '/console/assets',
    ]) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const html = await response.text();
      expect(addressesIn(html, path)).toEqual([
        '/favicon.svg',
        SCRIPT_PATH,
        '/console/assets/index-Beef.css',
      ]);
      // And below a prefix that the server does not know of.
      expect(addressesIn(html, `/ledger${path}`)[1]).toBe(`/ledger${SCRIPT_PATH}`);
      const base = metaIn(html, 'runledger-base') ?? '';
      expect(new URL(base, `${ORIGIN}/ledger${path}`).pathname).toBe('/ledger/console/');
    }
  });

  it('is nowhere so deep that nothing of the console can be there', async () => {
    expect((await get(`/console${'/a'.repeat(16)}`)).status).toBe(200);
    await expectRefusal(await get(`/console${'/a'.repeat(17)}`), 404, 'NOT_FOUND');
  });

  it('may do nothing but run its own files and talk to this host', async () => {
    const policy = (await get('/console/runs')).headers.get('content-security-policy');
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('is asked again each time, and sent only where it is another', async () => {
    const first = await get('/console/runs');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    for (const known of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const again = await get('/console/jobs', { 'if-none-match': known });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      for (const name of ['etag', 'cache-control', 'content-security-policy', 'vary']) {
        expect(again.headers.get(name)).toBe(first.headers.get(name));
      }
    }
    for (const known of ['"other"', 'W/"other"', etag.slice(0, -2)]) {
      expect((await get('/console/runs', { 'if-none-match': known })).status).toBe(200);
    }
    // One level deeper its addresses are others.
    expect((await get('/console/runs/exec_1', { 'if-none-match': etag })).status).toBe(200);
  });

  it('knows what is served beside it', async () => {
    const settings = async (of: TestApp) => {
      const html = await (await get('/console/', {}, of)).text();
      return JSON.parse((metaIn(html, 'runledger-settings') ?? '').replaceAll('&quot;', '"'));
    };
    const development = await appWith({ config: { graphiql: 'on', environment: 'development' } });
    expect(await settings(development)).toEqual({ graphiql: true, mail: 'printed' });
    const production = await appWith({ config: { graphiql: 'auto', environment: 'production' } });
    expect(await settings(production)).toEqual({ graphiql: false, mail: 'dropped' });
    const mailing = await appWith({
      config: { graphiql: 'off', smtpUrl: 'smtp://127.0.0.1', mailFrom: 'a@b.c' },
    });
    expect(await settings(mailing)).toEqual({ graphiql: false, mail: 'sent' });
  });

  it('is read by no page of another site', async () => {
    const open = await appWith({ config: { corsOrigins: ['*'] } });
    const response = await get('/console/', { origin: 'https://evil.example.com' }, open);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('files', () => {
  it.each([
    ['/console/assets/index-C0ffee.js', 'text/javascript; charset=utf-8', SCRIPT],
    ['/console/assets/index-Beef.css', 'text/css; charset=utf-8', STYLE],
    ['/console/assets/face-F00d.woff2', 'font/woff2', 'a font'],
    ['/console/assets/odd-1.bin', 'application/octet-stream', 'bytes'],
  ])('%s is kept forever', async (path, type, content) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe(content);
  });

  it('without a hash in their names are asked again each time', async () => {
    const response = await get('/console/logo.svg');
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const known = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await get('/console/logo.svg', known)).status).toBe(304);
  });

  it('are sent as the build compressed them', async () => {
    const of = async (accepted: string) => {
      const response = await get(SCRIPT_PATH, { 'accept-encoding': accepted });
      expect(response.headers.get('vary')).toContain('accept-encoding');
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
      const encoding = response.headers.get('content-encoding');
      expect(decoded(bytes, encoding).toString()).toBe(SCRIPT);
      return encoding;
    };
    expect(await of('gzip, deflate, br, zstd')).toBe('br');
    expect(await of('gzip, deflate')).toBe('gzip');
    expect(await of('br;q=0, gzip')).toBe('gzip');
    expect(await of('identity')).toBeNull();
    const style = await get('/console/assets/index-Beef.css', { 'accept-encoding': 'br, gzip;q=0.1' });
    expect(style.headers.get('content-encoding')).toBe('gzip');
  });

  it.each<[string | null, ReturnType<typeof encodingFor>]>([
    [null, null],
    ['', null],
    ['GZIP', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0.8, gzip;q=0.8', 'br'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['gzip;q=0.5, identity', null],
    ['gzip;q=0', null],
    ['br;q=2, gzip;q=0.001', 'gzip'],
    ['br;q=high', null],
    ['identity;q=0, *;q=0', null],
    [',;,q=1', null],
  ])('are encoded for %j as %j', (accepted, encoding) => {
    expect(encodingFor(accepted, ['br', 'gzip'])).toBe(encoding);
  });

  it.each([
    '/console/../secret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/..%2fsecret.txt',
    '/console/..%5csecret.txt',
    '/console/....//secret.txt',
    '/console/assets/../../secret.txt',
    '/console/assets/..%2f..%2fsecret.txt',
    '/console/assets/%00',
    '/console/assets/index-C0ffee.js%00.css',
    '/console/assets/',
    '/console/assets/constructor',
    '/console/assets/__proto__',
    '/console/assets/index-C0ffee.js/',
    '/console/assets/index-C0ffee.js.br',
    '/console/assets/index-C0ffee.js.gz',
    '/console/assets/index-Old.js',
    '/console/assets/INDEX-C0FFEE.JS',
  ])('%s is none', async (path) => {
    const response = await get(path);
    const text = await response.text();
    expect(text).not.toContain('not to be seen');
    expect(text).not.toContain('the console');
    if (path.includes('/assets/') && !path.includes('/..')) expect(response.status).toBe(404);
  });

  it('that a later build took away are missing, and nothing worse', async () => {
    const own = await buildHere();
    const other = await appWith({ builtConsole: readConsole(own.consoleDir) });
    expect((await get(SCRIPT_PATH, {}, other)).status).toBe(200);
    await rm(own.folder, { recursive: true });
    expect((await get(SCRIPT_PATH, {}, other)).status).toBe(200);
    await expectRefusal(await get('/console/assets/index-Beef.css', {}, other), 404, 'NOT_FOUND');
  });

  it('and the page answer HEAD as GET without the content, and nothing else', async () => {
    for (const path of ['/console/runs', SCRIPT_PATH, '/favicon.svg']) {
      const [whole, head] = [await get(path), await get(path, {}, test, 'HEAD')];
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
      for (const name of [
        'etag',
        'content-type',
        'content-length',
        'cache-control',
        'content-security-policy',
      ]) {
        expect(head.headers.get(name)).toBe(whole.headers.get(name));
      }
      for (const method of ['POST', 'PUT', 'DELETE']) {
        await expectRefusal(await get(path, {}, test, method), 404, 'NOT_FOUND');
      }
    }
  });
});

describe('the build', () => {
  it('is served with every file that its page begins with, compressed', async () => {
    const own = await createTestApp({ on: database });
    others.push(own);
    const html = await (await get('/console/runs', {}, own)).text();
    const files = addressesIn(html, '/console/runs').filter((path) => path.startsWith('/console/assets/'));
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) {
      for (const encoding of ['br', 'gzip']) {
        const response = await get(path, { 'accept-encoding': encoding }, own);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-encoding')).toBe(encoding);
        const bytes = Buffer.from(await response.arrayBuffer());
        const plain = Buffer.from(await (await get(path, {}, own)).arrayBuffer());
        expect(decoded(bytes, encoding).equals(plain)).toBe(true);
        expect(bytes.byteLength).toBeLessThan(plain.byteLength / 2);
      }
    }
  });

  it('is missed where there is none', () => {
    expect(readConsole(join(folder, 'none'))).toBeNull();
  });
});

describe('addresses where there is nothing', () => {
  it.each([
    '/nowhere',
    '/a/b/c',
    '/graphql/x',
    '/console/assets/gone.js',
    '/%3Cscript%3Ealert(1)%3C/script%3E',
  ])('%s shows browsers the ways there are', async (path) => {
    const response = await get(path, HTML);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self'; base-uri 'none'/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const html = await response.text();
    expect(addressesIn(html, path)).toEqual(['/favicon.svg', '/console/', '/graphql']);
    expect(addressesIn(html, `/ledger${path}`)[1]).toBe('/ledger/console/');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).not.toMatch(/script|https?:/);
    const head = await get(path, HTML, test, 'HEAD');
    expect(head.status).toBe(404);
    expect(await head.text()).toBe('');
  });

  it('say in JSON to everybody else where the API is', async () => {
    for (const accept of ['*/*', 'application/json']) {
      await expectRefusal(await get('/nowhere', { accept }), 404, 'NOT_FOUND');
    }
  });
});

describe('over a socket', () => {
  const KEY = 'rl_development';
  let http: Server;
  let port: number;

  beforeAll(async () => {
    const { app } = await appWith({ developmentKey: KEY, config: { graphiql: 'on' } });
    http = createServer(app).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => http.close(resolve)));

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
});

describe('the icon', () => {
  it.each(['/favicon.svg', '/favicon.ico'])('is at %s', async (path) => {
    const response = await get(path);
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(await response.text()).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 16 16">/,
    );
    const known = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await get(path, known)).status).toBe(304);
  });
});
