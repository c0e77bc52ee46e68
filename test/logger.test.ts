import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = `
  import { createLogger, openLog } from './dist/logger.js';
  createLogger('info', openLog()).warn({ port: 4000, err: new Error('key rl_${'a'.repeat(40)}') }, 'it listens');`;
const NODE = [process.execPath, '--input-type=module', '-e', PROGRAM];

const hasTerminal = spawnSync('script', ['--version']).status === 0;

function run(command: string, args: string[]): string {
  const env = { PATH: process.env.PATH, TERM: 'xterm', NO_COLOR: '1' };
  const { stdout, stderr, status } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env });
  expect([status, stdout]).toEqual([0, expect.any(String)]);
  return stdout + stderr;
}

describe('the log', () => {
  it('is JSON lines where nobody watches', () => {
    const [command = '', ...args] = NODE;
    const [line = '', ...more] = run(command, args).trimEnd().split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 40, port: 4000, msg: 'it listens' });
    expect(more).toEqual([]);
  });

  it.skipIf(!hasTerminal)('is lines for people on a terminal (needs script), without secrets either', () => {
    const command = NODE.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const shown = run('script', ['-qec', command, '/dev/null']);
    expect(shown).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: it listens\r?\n/);
    expect(shown).toContain('port: 4000');
    expect(shown).toContain('key [secret]');
  });
});
