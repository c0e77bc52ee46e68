// A worker of its own process: it claims one run, says so, waits until it is told to go on, and completes it.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { z } from 'zod';
import { createApi } from './api.js';
import { CLAIM, COMPLETE } from './load.js';

const [url = '', key = '', jobSlug = '', leaseSeconds = ''] = process.argv.slice(2);
const api = createApi([url], key);
const claimed = z.object({
  executions: z.tuple([
    z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
  ]),
});
const result = await api.ask(CLAIM, {
  workerId: 'stopped',
  requestId: randomUUID(),
  jobSlugs: [jobSlug],
  leaseSeconds: Number(leaseSeconds),
  waitSeconds: 10,
});
const [{ execution, lease }] = claimed.parse(result).executions;
process.stdout.write(`${execution.id}\n`);
await once(process.stdin, 'data');
const said = await api.ask(COMPLETE, {
  executionId: execution.id,
  leaseToken: lease.token,
  result: { late: true },
});
process.stdout.write(`${said.code ?? 'COMPLETED'}\n`);
process.exit(0);
