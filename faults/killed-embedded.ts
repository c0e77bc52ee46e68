import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.js';
import { temporaryFolder } from '../test/support/sessions.js';
import { until } from './api.js';
import type { Options } from './on-a-server.js';
import type { Report } from './report.js';
import { hurtEmbedded, openWorld } from './world.js';

const NAME = 'an embedded server is killed';
const WRITES_FOR_MS = 1_500;
/** From the start of a server until a run ended there, at most: those who found no server ask again soon after. */
const WRITES_LIMIT_MS = 30_000;

/** Kills an embedded server while it writes, and starts it on the same folder, again and again. */
export async function onKilledEmbedded(report: Report, { isLong, isChosen }: Options): Promise<void> {
  if (!isChosen(NAME)) return;
  const times = isLong ? 20 : 3;
  const folder = await temporaryFolder();
  const env = { DATA_DIR: join(folder.path, 'data'), PORT: String(await freePort()) };
  const world = await openWorld(env, 1);
  await report.run(NAME, () =>
    hurtEmbedded(world, env.DATA_DIR, async () => {
      let longestMs = 0;
      for (let time = 0; time < times; time += 1) {
        const before = world.journal.ended.size;
        await until('it writes again', async () => world.journal.ended.size > before, WRITES_LIMIT_MS);
        // Never at the same point of its upkeep.
        await sleep(WRITES_FOR_MS * (0.5 + Math.random()));
        const [server] = world.servers;
        if (server) await world.kill(server);
        const start = performance.now();
        await world.add();
        longestMs = Math.max(longestMs, performance.now() - start);
      }
      return `kill -9 while it writes, ${times} times; it served again in ${(longestMs / 1_000).toFixed(1)} s at most`;
    }),
  );
  await world.close(report);
  await folder.remove();
}
