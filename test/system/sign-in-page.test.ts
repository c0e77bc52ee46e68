import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { openMemoryDatabase } from '../../src/core/db/client.js';
import { loadConfig } from '../../src/server/config.js';
import { type RunningServer, startServer } from '../../src/server/server.js';
import { createTestApp } from '../support/app.js';
import { CANNOT_BROWSE, launch, NEEDS_BROWSER } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { openSmtpSink, type ReceivedMail, type SmtpSink } from '../support/smtp-sink.js';

const LIMIT_MS = 60_000;

it.each([
  '/verify',
  '/sign-in',
])('%s is served with its one script allowed, and nothing else', async (path) => {
  const test = await createTestApp();
  const response = await test.app.fetch(`http://localhost${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'; img-src 'self'; base-uri 'none'/,
  );
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const html = await response.text();
  expect(html).not.toMatch(/https?:\/\//);
  expect(html).toContain('href="./favicon.svg"');
  expect(html).toContain('href="./console/"');
  expect(html).toContain('prefers-color-scheme: dark');
  expect((await test.app.fetch(`http://localhost${path}`, { method: 'POST' })).status).toBe(404);
  await test.close();
});

it('leads to no console where there is none', async () => {
  const test = await createTestApp({ config: { console: false } });
  expect(await (await test.app.fetch('http://localhost/sign-in')).text()).not.toContain('console/');
  await test.close();
});

describe.skipIf(CANNOT_BROWSE)(`the links (${NEEDS_BROWSER})`, () => {
  let sink: SmtpSink;
  let server: RunningServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let origin: string;
  let complaints: string[];
  let requested: string[];

  beforeAll(async () => {
    sink = await openSmtpSink();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    server = await startServer(
      loadConfig({
        // So that GraphiQL has no key of its own.
        NODE_ENV: 'production',
        GRAPHIQL: 'on',
        LOG_LEVEL: 'silent',
        RATE_LIMITS: 'off',
        PORT: String(port),
        SMTP_URL: sink.url,
        MAIL_FROM: 'Runledger <ledger@example.org>',
        PUBLIC_URL: origin,
      }),
      { database: await openMemoryDatabase(await openAsBlob(inject('image'))) },
    );
    browser = await launch();
  }, LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await sink?.close();
  });
  beforeEach(async () => {
    complaints = [];
    requested = [];
    context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => requested.push(request.url()));
  });
  afterEach(() => context.close());

  async function ask(query: string, variables = {}): Promise<void> {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    expect(response.status).toBe(200);
  }
  const register = (email: string) =>
    ask('mutation ($email: String!) { registerUser(input: { email: $email }) { __typename } }', { email });
  const request = (email: string) =>
    ask('mutation ($email: String!) { requestSignIn(input: { email: $email }) { __typename } }', { email });

  const linkIn = ({ text }: ReceivedMail) => /^http\S+$/m.exec(text)?.[0] ?? '';
  const status = () => page.getByRole('status').innerText();

  it(
    'verify an address, then sign the browser in, with a click each',
    async () => {
      const email = 'ada@example.com';
      await register(email);
      await page.goto(linkIn(await sink.next(email)));
      expect(page.url()).toBe(`${origin}/verify`);
      await page.getByRole('button', { name: 'Verify it' }).click();
      await expect.poll(status).toBe(`Your address is verified: ${email}.`);
      expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('./console/');

      await request(email);
      await page.goto(linkIn(await sink.next(email)));
      const ledOn = page.waitForRequest((asked) => asked.isNavigationRequest());
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect.poll(status).toBe(`You are signed in as ${email}.`);
      expect((await ledOn).url()).toBe(`${origin}/console/`);
      await page.waitForURL(/\/console\//);
      const cookies = await context.cookies();
      expect(cookies).toMatchObject([
        { name: '__Host-runledger', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
      ]);
      // Scripts of the own pages ask with the cookie, and do not see it.
      const answer = z.object({ cookie: z.string(), body: z.unknown() }).parse(
        await page.evaluate(`fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-graphql-yoga-csrf': '1' },
        body: JSON.stringify({ query: '{ viewer { email } }' }),
      }).then(async (response) => ({ cookie: document.cookie, body: await response.json() }))`),
      );
      expect(answer).toEqual({ cookie: '', body: { data: { viewer: { email } } } });
      expect(complaints).toEqual([]);
      expect(requested.filter((url) => !url.startsWith(origin))).toEqual([]);
      expect(requested.join()).not.toContain('token');
      // GraphiQL asks with the cookie, too.
      await page.goto(server.url);
      await page.getByRole('tab', { name: 'RunningNow' }).waitFor();
      const answered = page.waitForResponse(
        (response) => response.request().postData()?.includes('RunningNow') ?? false,
      );
      await page.getByRole('button', { name: /^Execute query/ }).click();
      expect(await (await answered).json()).toMatchObject({ data: expect.anything() });
    },
    LIMIT_MS,
  );

  it(
    'do nothing before the click, so that programs which open links use none up',
    async () => {
      const email = 'grace@example.com';
      await register(email);
      const link = linkIn(await sink.next(email));
      await page.goto(link);
      await page.getByRole('button').waitFor();
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByRole('button').click();
      await expect.poll(status).toBe(`Your address is verified: ${email}.`);
    },
    LIMIT_MS,
  );

  it.each([
    ['/console/runs?status=FAILED', '/console/runs?status=FAILED'],
    ['//evil.example.com/console/runs', '/console/'],
    ['https://evil.example.com/console/', '/console/'],
    ['/console/../graphql', '/console/'],
    ['/console/\\..\\..\\graphql', '/console/'],
    ['javascript:alert(1)', '/console/'],
  ])(
    'lead whom they sign in back to where the console kept %j: to %s',
    async (kept, path) => {
      const email = `${randomUUID()}@example.com`;
      await register(email);
      await sink.next(email);
      await request(email);
      const link = linkIn(await sink.next(email));
      await page.goto(link);
      await page.evaluate(`localStorage.setItem('runledger:return-to', ${JSON.stringify(kept)})`);
      const ledOn = page.waitForRequest((asked) => asked.isNavigationRequest());
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect((await ledOn).url()).toBe(`${origin}${path}`);
      await page.waitForURL(/\/console\//);
      expect(await page.evaluate(`localStorage.getItem('runledger:return-to')`)).toBeNull();
    },
    LIMIT_MS,
  );

  it(
    'say what is wrong with them',
    async () => {
      const email = 'bob@example.com';
      await register(email);
      const link = linkIn(await sink.next(email));
      const use = async (url: string) => {
        await page.goto('about:blank');
        await page.goto(url);
        await page.getByRole('button').click();
        await expect.poll(() => page.getByRole('button').isHidden()).toBe(true);
        return status();
      };
      const unknown = 'The link is not valid, or has already been used: request another.';
      expect(await use(`${link}A`)).toBe(unknown);
      expect(await use(link.replace('/verify', '/sign-in'))).toBe(unknown);
      expect(await use(link)).toBe(`Your address is verified: ${email}.`);
      expect(await use(link)).toBe(unknown);
      await page.goto(`${origin}/verify`);
      await expect.poll(status).toContain('the link is not whole');
      expect(await page.getByRole('button').isHidden()).toBe(true);
      expect(complaints).toEqual([]);
    },
    LIMIT_MS,
  );
});
