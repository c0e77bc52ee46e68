import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const read = (name: string) => readFile(file(name), 'utf8');

function check(...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [file('scripts/check-lock.js'), ...args], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

describe('the lock file', () => {
  it('installs on every Node.js that is promised, and no script that nobody decided on', () => {
    expect(check()).toEqual({ status: 0, said: '' });
  });

  it('is checked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'runledger-lock-'));
    const path = join(folder, 'lock.json');
    const packages = {
      '': {},
      'node_modules/new': { engines: { node: '>=22.15' } },
      'node_modules/a/node_modules/@b/c': { hasInstallScript: true },
    };
    await writeFile(path, JSON.stringify({ packages }));
    const { status, said } = check(path);
    await rm(folder, { recursive: true });
    expect(status).toBe(1);
    expect(said).toContain('node_modules/new wants Node.js >=22.15: 20.19.0, 20.20.2 is promised');
    expect(said).toContain('node_modules/a/node_modules/@b/c has an install script');
  });

  it('names no registry', async () => {
    expect(await read('package-lock.json')).not.toMatch(/"resolved":|https?:\/\/registry/);
  });
});

it('the package has the license that it names', async () => {
  expect(JSON.parse(await read('package.json'))).toMatchObject({ license: 'MIT' });
  expect(await read('LICENSE')).toMatch(/^MIT License\n/);
});
