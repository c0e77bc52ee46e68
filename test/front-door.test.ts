import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesIn, type ConsoleWorld, HTML, openConsole, SCRIPT_PATH } from './support/console.js';
import { expectRefusal } from './support/http.js';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await openConsole();
});
afterAll(() => world.close());

describe('the way in', () => {
  it('leads browsers from / and from /console to the console, whatever a proxy put before the path', async () => {
    for (const [path, location] of [
      ['/', 'console/'],
      ['/console', 'console/'],
      ['/console?status=FAILED', 'console/?status=FAILED'],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const response = await world.get(path, HTML, world.app, method);
        expect(response.status).toBe(302);
        expect(response.headers.get('location')).toBe(location);
        expect(response.headers.get('cache-control')).toBe('no-store');
      }
    }
  });

  it('tells programs at / where the API is', async () => {
    await expectRefusal(await world.get('/'), 404, 'NOT_FOUND');
  });

  it('leads to GraphiQL where CONSOLE is off, and the console is nowhere', async () => {
    const without = await world.appWith({ config: { console: false, graphiql: 'on' } });
    expect((await world.get('/', HTML, without)).headers.get('location')).toBe('graphql');
    for (const path of ['/console', '/console/', '/console/runs', SCRIPT_PATH]) {
      await expectRefusal(await world.get(path, {}, without), 404, 'NOT_FOUND');
    }
    expect(await (await world.get('/nowhere', HTML, without)).text()).not.toContain('console/');
  });

  it('leads nowhere where neither is served', async () => {
    const without = await world.appWith({ config: { console: false, graphiql: 'off' } });
    const response = await world.get('/', HTML, without);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('href="./graphql"');
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
    const response = await world.get(path, HTML);
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
    const head = await world.get(path, HTML, world.app, 'HEAD');
    expect(head.status).toBe(404);
    expect(await head.text()).toBe('');
  });

  it('say in JSON to everybody else where the API is', async () => {
    for (const accept of ['*/*', 'application/json']) {
      await expectRefusal(await world.get('/nowhere', { accept }), 404, 'NOT_FOUND');
    }
  });
});

describe('the icon', () => {
  it.each(['/favicon.svg', '/favicon.ico'])('is at %s', async (path) => {
    const response = await world.get(path);
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(await response.text()).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 16 16">/,
    );
    const known = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await world.get(path, known)).status).toBe(304);
  });
});
