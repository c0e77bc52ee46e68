import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConsole } from '../src/server/console/built.js';
import { encodingFor } from '../src/server/pages/encoding.js';
import type { TestApp } from './support/app.js';
import {
  addressesIn,
  buildHere,
  type ConsoleWorld,
  decoded,
  metaIn,
  openConsole,
  SCRIPT,
  SCRIPT_PATH,
  STYLE,
} from './support/console.js';
import { expectRefusal } from './support/http.js';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await openConsole();
});
afterAll(() => world.close());

/** The build compresses no smaller files. */
const SMALL_BYTES = 1_024;

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
      const response = await world.get(path);
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
    }
  });

  it('is nowhere so deep that nothing of the console can be there', async () => {
    expect((await world.get(`/console${'/a'.repeat(16)}`)).status).toBe(200);
    await expectRefusal(await world.get(`/console${'/a'.repeat(17)}`), 404, 'NOT_FOUND');
  });

  it('may do nothing but run its own files and talk to this host', async () => {
    const policy = (await world.get('/console/runs')).headers.get('content-security-policy');
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('is asked again each time, and sent only where it is another', async () => {
    const first = await world.get('/console/runs');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    for (const known of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const again = await world.get('/console/jobs', { 'if-none-match': known });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      for (const name of ['etag', 'cache-control', 'content-security-policy', 'vary']) {
        expect(again.headers.get(name)).toBe(first.headers.get(name));
      }
    }
    for (const known of ['"other"', 'W/"other"', etag.slice(0, -2)]) {
      expect((await world.get('/console/runs', { 'if-none-match': known })).status).toBe(200);
    }
    // One level deeper its addresses are others.
    expect((await world.get('/console/runs/exec_1', { 'if-none-match': etag })).status).toBe(200);
  });

  it('knows what is served beside it', async () => {
    const settings = async (of: TestApp) => {
      const html = await (await world.get('/console/', {}, of)).text();
      return JSON.parse((metaIn(html, 'runledger-settings') ?? '').replaceAll('&quot;', '"'));
    };
    const development = await world.appWith({ config: { graphiql: 'on', environment: 'development' } });
    expect(await settings(development)).toEqual({ graphiql: true, mail: 'printed' });
    const production = await world.appWith({ config: { graphiql: 'auto', environment: 'production' } });
    expect(await settings(production)).toEqual({ graphiql: false, mail: 'dropped' });
    const mailing = await world.appWith({
      config: { graphiql: 'off', smtpUrl: 'smtp://127.0.0.1', mailFrom: 'a@b.c' },
    });
    expect(await settings(mailing)).toEqual({ graphiql: false, mail: 'sent' });
  });

  it('is read by no page of another site', async () => {
    const open = await world.appWith({ config: { corsOrigins: ['*'] } });
    const response = await world.get('/console/', { origin: 'https://evil.example.com' }, open);
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
    const response = await world.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe(content);
  });

  it('without a hash in their names are asked again each time', async () => {
    const response = await world.get('/console/logo.svg');
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const known = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await world.get('/console/logo.svg', known)).status).toBe(304);
  });

  it('are sent as the build compressed them', async () => {
    const of = async (accepted: string) => {
      const response = await world.get(SCRIPT_PATH, { 'accept-encoding': accepted });
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
    const style = await world.get('/console/assets/index-Beef.css', { 'accept-encoding': 'br, gzip;q=0.1' });
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
    const response = await world.get(path);
    const text = await response.text();
    expect(text).not.toContain('not to be seen');
    expect(text).not.toContain('the console');
    if (path.includes('/assets/') && !path.includes('/..')) expect(response.status).toBe(404);
  });

  it('that a later build took away are missing, and nothing worse', async () => {
    const own = await buildHere();
    const other = await world.appWith({ builtConsole: readConsole(own.consoleDir) });
    expect((await world.get(SCRIPT_PATH, {}, other)).status).toBe(200);
    await rm(own.folder, { recursive: true });
    expect((await world.get(SCRIPT_PATH, {}, other)).status).toBe(200);
    await expectRefusal(await world.get('/console/assets/index-Beef.css', {}, other), 404, 'NOT_FOUND');
  });

  it('and the page answer HEAD as GET without the content, and nothing else', async () => {
    for (const path of ['/console/runs', SCRIPT_PATH, '/favicon.svg']) {
      const [whole, head] = [await world.get(path), await world.get(path, {}, world.app, 'HEAD')];
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
        await expectRefusal(await world.get(path, {}, world.app, method), 404, 'NOT_FOUND');
      }
    }
  });
});

describe('the build', () => {
  it('is served with every file that its page begins with, compressed', async () => {
    const own = await world.appWith({ builtConsole: readConsole() });
    const html = await (await world.get('/console/runs', {}, own)).text();
    const files = addressesIn(html, '/console/runs').filter((path) => path.startsWith('/console/assets/'));
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) {
      for (const encoding of ['br', 'gzip']) {
        const response = await world.get(path, { 'accept-encoding': encoding }, own);
        expect(response.status).toBe(200);
        const bytes = Buffer.from(await response.arrayBuffer());
        const plain = Buffer.from(await (await world.get(path, {}, own)).arrayBuffer());
        // What is small already is sent as it is.
        const isSmall = plain.byteLength < SMALL_BYTES;
        expect(response.headers.get('content-encoding'), path).toBe(isSmall ? null : encoding);
        expect(decoded(bytes, isSmall ? null : encoding).equals(plain)).toBe(true);
        if (!isSmall) expect(bytes.byteLength).toBeLessThan(plain.byteLength * 0.7);
      }
    }
  });

  it('is missed where there is none', () => {
    expect(readConsole(join(world.folder, 'none'))).toBeNull();
  });
});
