import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { launch } from './browser.js';
import { freePort } from './free-port.js';
import { putDemo } from './images.js';
import { serve } from './serve.js';
import { openSmtpSink, type SmtpSink } from './smtp-sink.js';

export const WIDE = Object.freeze({ width: 1400, height: 900 });
/** For what a test makes before, beside all that goes on at once. */
export const SETUP_MS = 300_000;
export const NARROW = Object.freeze({ width: 390, height: 844 });
/** How long one thing may take to show on a machine that is busy. */
const PATIENCE_MS = 120_000;
/** What a page that is left behind leaves unfinished. */
const LEFT = 'net::ERR_ABORTED';

export interface PageOptions {
  /** Where it opens, below the console; nothing is opened for null. */
  path?: string | null;
  /** Whose; the development key by default, and nobody for null. */
  key?: string | null;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** Where the console is reached; the server itself by default. */
  at?: string;
  /** Complaints that belong to what the test does, such as requests that do not reach a server that is gone. */
  tolerates?: RegExp;
}

export interface ConsoleBrowser {
  /** The address of the API. */
  url: string;
  /** The address of the console, with a slash at its end. */
  consoleUrl: string;
  /** The development key. */
  key: string;
  /** What the server mails to. */
  sink: SmtpSink;
  /**
   * Opens a page of a browser of its own, works on it and closes it.
   * @throws Error where it asked another host for anything, broke its Content-Security-Policy or had something to say.
   */
  visit(options: PageOptions, work: (page: Page, context: BrowserContext) => Promise<void>): Promise<void>;
  /** Asks the API. @throws Error with what it answers instead of data. */
  ask<T>(shape: z.ZodType<T>, query: string, variables?: Record<string, unknown>, key?: string): Promise<T>;
  close(): Promise<void>;
}

/** The console as it was built, on a server with the demo data that mails, and a browser. */
export async function openConsoleBrowser(): Promise<ConsoleBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-console-browser-'));
  await putDemo(folder);
  const sink = await openSmtpSink();
  const port = String(await freePort());
  const settings = {
    PORT: port,
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    RATE_LIMITS: 'off',
    SMTP_URL: sink.url,
    MAIL_FROM: 'Runledger <ledger@example.org>',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  const [server, browser] = await Promise.all([serve(settings, 'ignore', true), launch()]);
  const { url } = server;
  const consoleUrl = new URL('/console/', url).href;
  const key = (await readFile(join(folder, 'development-key'), 'utf8')).trim();

  async function visit(
    {
      path = '',
      key: own = key,
      viewport = WIDE,
      colorScheme = 'light',
      at = consoleUrl,
      tolerates,
    }: PageOptions,
    work: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-US',
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    await listen(context, new URL(at).origin, complaints);
    const page = await context.newPage();
    try {
      if (own !== null) {
        await context.addInitScript(
          `if (!sessionStorage.getItem('runledger:key')) sessionStorage.setItem('runledger:key', ${JSON.stringify(own)})`,
        );
      }
      if (path !== null) await page.goto(`${at}${path}`);
      await work(page, context);
      expect(complaints.filter((complaint) => !tolerates?.test(complaint))).toEqual([]);
    } finally {
      await context.close();
    }
  }

  return {
    url,
    consoleUrl,
    key,
    sink,
    visit,
    ask: asking(url, key),
    async close() {
      await browser.close();
      await server.end();
      await sink.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function listen(context: BrowserContext, origin: string, complaints: string[]): Promise<void> {
  context.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (asked !== origin && protocol.startsWith('http')) complaints.push(`asks ${request.url()}`);
  });
  // Chromium says these in words of its own; the policy's name is in the event.
  await context.addInitScript(
    `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
       console.error('breaks the policy', violatedDirective, blockedURI, sourceFile))`,
  );
  context.on('weberror', (error) => complaints.push(`throws ${error.error().stack}`));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== LEFT) complaints.push(`${request.url()}: ${why}`);
  });
}

/** Asks the API of any server. */
export function asking(url: string, key: string): ConsoleBrowser['ask'] {
  return async (shape, query, variables = {}, own = key) =>
    z.object({ data: shape }).parse(await post(url, query, variables, own)).data;
}

async function post(url: string, query: string, variables: Record<string, unknown>, key: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer: unknown = await response.json();
  if (JSON.stringify(answer).includes('"errors"')) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Waits until a screen shows what it is to show: its heading, nothing that loads, and nothing on its way. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}
