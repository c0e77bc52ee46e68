import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READ_MS = 20;

export interface ServerProcess {
  child: ChildProcess;
  url: string;
  /** The most memory that it has held so far, in bytes. */
  peakBytes(): Promise<number>;
  end(): Promise<void>;
}

/**
 * A server of its own process, on a free port unless `PORT` names one.
 * @param log The file that its log goes to. @param withDemo Fills a new embedded database with the demo data.
 */
export async function serve(
  { PORT = '0', ...env }: Record<string, string>,
  log: number | 'ignore' = 'ignore',
  withDemo = false,
): Promise<ServerProcess> {
  const options = ['--port', PORT, ...(withDemo ? [] : ['--empty'])];
  const child = spawn(process.execPath, ['bin/runledger.js', 'serve', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', log],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...env },
  });
  let text = '';
  // Read to its end: whoever closes the pipe breaks what writes into it.
  child.stdout?.on('data', (part) => {
    text += part;
  });
  while (child.exitCode === null) {
    const url = /^GraphQL +(\S+)\n/m.exec(text)?.[1];
    if (url) {
      return {
        child,
        url,
        async peakBytes() {
          const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
          return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
        },
        async end() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        },
      };
    }
    await sleep(READ_MS);
  }
  throw new Error(`the server ended: ${text}`);
}
