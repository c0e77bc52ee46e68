import { once } from 'node:events';
import { expect, it } from 'vitest';
import { migratedFolder } from '../support/images.js';
import { serve } from '../support/serve.js';

it('a server that is told to end says so first, goes on serving for a while, and leaves by itself', async () => {
  const { path, remove } = await migratedFolder();
  const server = await serve({ DATA_DIR: path, DRAIN_NOTICE_MS: '6000', DRAIN_TIMEOUT_MS: '2000' });
  try {
    const ready = async () => (await fetch(new URL('/ready', server.url))).status;
    const ask = () =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}',
      });
    // What it does at its start may keep the database from answering a probe in time.
    await expect.poll(ready).toBe(200);
    const gone = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    await expect.poll(ready).toBe(503);
    const answer = await ask();
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    expect(await gone).toEqual([0, null]);
  } finally {
    await server.end();
    await remove();
  }
});
