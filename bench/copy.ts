import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Has psql, which must be installed, run a script on one connection. @returns Milliseconds, without connecting. */
export async function runInPsql(url: string, script: string): Promise<number> {
  const psql = spawn('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: psql.stdout })[Symbol.asyncIterator]();
  psql.stdin.write('\\echo connected\n');
  await lines.next();
  const start = performance.now();
  psql.stdin.end(`${script}\\echo done\n`);
  const { value } = await lines.next();
  const ms = performance.now() - start;
  if (value !== 'done') throw new Error('psql did not run everything');
  await once(psql, 'exit');
  return ms;
}

/** COPY of rows, as a script has it; null is a value that is left out. */
export function copyOf(
  table: string,
  columns: readonly string[],
  rows: ReadonlyArray<readonly unknown[]>,
): string {
  const lines = rows.map((row) => row.map((value) => (value === null ? '\\N' : String(value))).join('\t'));
  return `COPY ${table} (${columns.join(', ')}) FROM stdin;\n${lines.join('\n')}\n\\.\n`;
}
