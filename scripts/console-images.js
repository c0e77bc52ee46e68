// Makes the pictures of the console in docs/images from the demo data. It needs a build and Chromium:
//
//   node scripts/console-images.js
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const FOLDER = 'docs/images';
const PATIENCE_MS = 180_000;
/** What is drawn after the last answer: plots, toasts that go. */
const REST_MS = 1_500;
const FAILED = '{ executions(first: 1, filter: { status: FAILED, kind: [BOT] }) { nodes { id } } }';

const data = await mkdtemp(join(tmpdir(), 'runledger-images-'));
const server = spawn(process.execPath, ['bin/runledger.js', 'serve'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: data, LOG_LEVEL: 'error' },
});
const said = new Map();
for await (const line of createInterface({ input: server.stdout })) {
  const [, name, value] = /^(Console|GraphQL|API key) +(\S+)$/.exec(line) ?? [];
  if (name) said.set(name, value);
  if (name === 'API key') break;
}
const key = said.get('API key');
const answer = await fetch(said.get('GraphQL'), {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  body: JSON.stringify({ query: FAILED }),
});
const run = (await answer.json()).data.executions.nodes[0].id;

const SHOTS = [
  ['overview', '?range=30d', 'light'],
  ['runs', 'runs', 'light'],
  ['run', `runs/${run}`, 'dark'],
  ['jobs', 'jobs', 'dark'],
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
await mkdir(FOLDER, { recursive: true });
for (const [name, path, colorScheme] of SHOTS) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    colorScheme,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript((own) => sessionStorage.setItem('runledger:key', own), key);
  const page = await context.newPage();
  await page.goto(`${said.get('Console')}${path}`, { timeout: PATIENCE_MS });
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(REST_MS);
  await page.screenshot({ path: join(FOLDER, `console-${name}.png`) });
  await context.close();
}
await browser.close();
const gone = once(server, 'exit');
server.kill();
await gone;
await rm(data, { recursive: true });
