import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

// The built one: `npm test` builds first.
const RUNLEDGER = fileURLToPath(new URL('../../bin/runledger.js', import.meta.url));

/** Runs the command line as a process of its own, with no more of the environment than it is given. */
export async function runledger(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [RUNLEDGER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { status, out, err };
}
