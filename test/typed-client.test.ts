import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIMIT_MS = 120_000;

/** The files of a chapter of the docs: what a block's first line names, and the rest of it. */
function filesIn(text: string, chapter: string): Map<string, string> {
  const [, after = ''] = text.split(`\n## ${chapter}\n`);
  const [own = ''] = after.split('\n## ');
  return new Map(
    [...own.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', code = '']) => [name, code]),
  );
}

describe('the typed client of the docs', () => {
  let folder: string;

  function run(bin: string, ...args: string[]): string {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules', '.bin', bin), ...args],
      { cwd: folder, encoding: 'utf8' },
    );
    return status === 0 ? '' : `${bin} ended with ${status}: ${stdout}${stderr}`;
  }

  /** @returns What the compiler finds wrong in the project. */
  const compile = () => run('tsc', '--noEmit');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runledger-client-'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await copyFile(join(ROOT, 'schema.graphql'), join(folder, 'schema.graphql'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'fresh', type: 'module' }));
    const files = filesIn(await readFile(join(ROOT, 'docs', 'api.md'), 'utf8'), 'A typed client');
    expect([...files.keys()]).toEqual(['codegen.ts', 'src/viewer.ts']);
    for (const [name, code] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), code);
    }
    expect(run('tsc', '--init')).toBe('');
    expect(run('graphql-codegen')).toBe('');
  }, LIMIT_MS);
  afterAll(() => rm(folder, { recursive: true }));

  it('compiles in a fresh project', { timeout: LIMIT_MS }, () => expect(compile()).toBe(''));

  it('knows the types of an answer', { timeout: LIMIT_MS }, async () => {
    const code = (tier: string) =>
      `import { tierOf } from './viewer.js';\nexport const isTop = async (key: string) => (await tierOf(key)) === '${tier}';\n`;
    await writeFile(join(folder, 'src', 'use.ts'), code('ENTERPRISE'));
    expect(compile()).toBe('');
    await writeFile(join(folder, 'src', 'use.ts'), code('GOLD'));
    expect(compile()).toMatch(/src\/use\.ts\(2,\d+\): error TS2367/);
    await rm(join(folder, 'src', 'use.ts'));
  });
});
