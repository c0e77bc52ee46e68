import { setTimeout as sleep } from 'node:timers/promises';
import { post, until } from './api.js';
import { CLAIM } from './load.js';
import { type Fault, type Options, onAServer } from './on-a-server.js';
import { type Report, seconds } from './report.js';
import type { World } from './world.js';

const RECOVERY_LIMIT_MS = 30_000;
const PAUSE_MS = 1_500;

const FAULTS: readonly Fault[] = [
  {
    name: 'a server is killed',
    async work({ world, isLong }) {
      const times = isLong ? 20 : 2;
      for (let time = 0; time < times; time += 1) {
        const [oldest] = world.servers;
        if (oldest) await world.kill(oldest);
        await sleep(PAUSE_MS);
        await world.add();
      }
      return `kill -9 of one of four servers, ${times} times`;
    },
  },
  {
    name: 'PostgreSQL crashes',
    async work(scene) {
      const times = scene.isLong ? 10 : 2;
      const recovered = await again(times, async () => {
        await scene.cluster.crash();
        await sleep(PAUSE_MS);
        await scene.cluster.start();
        return recovery(scene.world);
      });
      return `stopped by -m immediate and started, ${times} times; all servers answered again in ${recovered} at most`;
    },
  },
  {
    name: 'the network drops connections',
    async work({ world, proxy, isLong }) {
      const times = isLong ? 20 : 2;
      const recovered = await again(times, async () => {
        await proxy.refuse();
        await sleep(PAUSE_MS);
        await proxy.restore();
        return recovery(world);
      });
      return `all connections closed and refused, ${times} times; all servers answered again in ${recovered} at most`;
    },
  },
  {
    name: 'the network stalls',
    async work({ world, proxy, isLong }) {
      const times = isLong ? 3 : 1;
      const lasts = isLong ? 30_000 : 6_000;
      const recovered = await again(times, async () => {
        proxy.silence();
        await sleep(lasts);
        await proxy.restore();
        return recovery(world);
      });
      return `no byte for ${lasts / 1_000} s, ${times} times; all servers answered again in ${recovered} at most`;
    },
  },
  {
    name: 'answers are cut in half',
    async work({ world, proxy, isLong }) {
      const times = isLong ? 10 : 1;
      const recovered = await again(times, async () => {
        proxy.cut();
        await sleep(PAUSE_MS);
        return recovery(world);
      });
      return `the next answer on each connection, ${times} times; all servers answered again in ${recovered} at most`;
    },
  },
];

/** Takes servers, their database and the network between them away. */
export const onLostConnections = (report: Report, options: Options): Promise<void> =>
  onAServer(report, options, FAULTS);

/** Does something a number of times. @returns The longest that it took until all was well again. */
async function again(times: number, hurtOnce: () => Promise<number>): Promise<string> {
  let longest = 0;
  for (let time = 0; time < times; time += 1) {
    longest = Math.max(longest, await hurtOnce());
    await sleep(PAUSE_MS);
  }
  return seconds(longest);
}

/** How long it takes until each server takes work again: it tries to write. */
async function recovery({ api }: World): Promise<number> {
  const body = JSON.stringify({
    query: CLAIM,
    variables: { input: { workerId: 'prober', botIds: ['nobody'] } },
  });
  const recoveries = api.urls.map((url) =>
    until(
      `${url} takes work again`,
      async () => {
        const said = await post(url, api.key, body).catch(() => null);
        return said?.data?.result.__typename === 'ClaimExecutionsPayload';
      },
      RECOVERY_LIMIT_MS,
    ),
  );
  return Math.max(...(await Promise.all(recoveries)));
}
