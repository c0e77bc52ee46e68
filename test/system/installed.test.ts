import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, inject, it } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 180_000;

const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const lock = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});

/** Puts the packages there that the lock file has, but for those that only developers need. */
async function installPackages(folder: string): Promise<void> {
  const { packages } = lock.parse(JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')));
  const wanted = Object.entries(packages).filter(
    ([path, { dev }]) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) && !dev,
  );
  expect(wanted.length).toBeGreaterThan(50);
  for (const [path] of wanted) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(join(ROOT, path), join(folder, path));
  }
}

// It is an embedded database's process, whatever the others' is.
it.skipIf(inject('template').kind === 'server')(
  'what npm packs serves and drains, with nothing beside it that only developers need',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'runledger-installed-'));
    closers.push(() => rm(folder, { recursive: true }));
    // The built one: `npm test` builds first.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
    const [tarball = ''] = await readdir(folder);
    await installPackages(folder);
    const home = join(folder, 'node_modules', 'runledger');
    await mkdir(home);
    await run('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', home]);

    const child = spawn(join(home, 'bin', 'runledger.js'), ['serve', '--empty', '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Links are packages of the folder that they are in, as if they had been copied.
      env: { PATH: process.env.PATH, NODE_OPTIONS: '--preserve-symlinks', METRICS_ADDRESS: '127.0.0.1:0' },
    });
    const exit = once(child, 'exit');
    closers.push(async () => child.kill('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        said += part;
      });
    }
    const addressOf = (what: string) => new RegExp(`^${what} +(\\S+)$`, 'm').exec(said)?.[1];
    await expect
      .poll(() => addressOf('GraphQL') ?? child.exitCode, { timeout: LIMIT_MS })
      .toEqual(expect.stringMatching(/^http/));
    const url = addressOf('GraphQL') ?? '';
    // Right after the start the database may take longer than a probe waits.
    await expect.poll(async () => (await fetch(new URL('/ready', url))).status).toBe(200);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    expect((await fetch(addressOf('Metrics') ?? '')).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exit, said).toEqual([0, null]);
  },
  LIMIT_MS,
);
