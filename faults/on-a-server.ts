import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type DatabaseProxy, startDatabaseProxy } from '../test/support/database-proxy.js';
import {
  CAN_START_CLUSTER,
  migratedDatabase,
  type OwnCluster,
  startOwnCluster,
} from '../test/support/own-cluster.js';
import { post, until } from './api.js';
import type { Query } from './audit.js';
import { CLAIM } from './load.js';
import { type Report, seconds } from './report.js';
import { stopWorker } from './stopped-worker.js';
import { tickTogether } from './ticks.js';
import { hurt, openWorld, queryOf, type World } from './world.js';

export interface Options {
  /** Whether each fault is done as often and for as long as it is meant, and not only briefly. */
  isLong: boolean;
  isChosen(name: string): boolean;
}

/** Four servers, reached in turn, which reach their PostgreSQL by a proxy. */
export interface Scene {
  world: World;
  cluster: OwnCluster;
  proxy: DatabaseProxy;
  /** The database, past the proxy. */
  url: string;
  query: Query;
  isLong: boolean;
}

interface Fault {
  name: string;
  /** Why it cannot be tried here. */
  obstacle?: string | false;
  /** Does it, while there is load. @returns What was done. */
  work(scene: Scene): Promise<string>;
}

const SERVERS = 4;
const RECOVERY_LIMIT_MS = 30_000;
const FAKETIME = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find(existsSync);
const PAUSE_MS = 1_500;

export const NO_CLUSTER = CAN_START_CLUSTER ? undefined : "root or PostgreSQL's programs are missing";

const FAULTS: Fault[] = [
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
  {
    name: 'a clock is wrong',
    obstacle: FAKETIME === undefined && 'libfaketime is missing',
    async work({ world, isLong }) {
      const lasts = isLong ? 60_000 : 2_500;
      for (const by of ['+600s', '-600s']) {
        const server = await world.add({
          LD_PRELOAD: FAKETIME ?? '',
          FAKETIME: by,
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        });
        await sleep(lasts);
        await world.kill(server);
      }
      return `a fifth server ten minutes ahead, then one ten minutes behind, ${lasts / 1_000} s each`;
    },
  },
  { name: 'a worker stops beyond its lease', work: stopWorker },
  { name: 'servers meet at the same tick', work: tickTogether },
  {
    name: 'a transaction is held open',
    async work({ url, query, isLong }) {
      const lasts = isLong ? 600_000 : 20_000;
      const holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query('BEGIN; SELECT pg_current_xact_id()');
      await sleep(lasts);
      await holder.query('COMMIT');
      await holder.end();
      const caughtUpMs = await until('the roll-ups have caught up', async () => {
        const [row] = await query(
          "SELECT count(*)::int AS behind FROM execution_events v, execution_rollup_mark m WHERE v.tx_id > m.tx_id AND v.at < now() - interval '2 seconds'",
        );
        return Number(row?.behind) === 0;
      });
      return `for ${lasts / 1_000} s; roll-ups had caught up ${seconds(caughtUpMs)} later`;
    },
  },
];

export async function onAServer(report: Report, { isLong, isChosen }: Options): Promise<void> {
  const faults = FAULTS.filter(({ name }) => isChosen(name));
  const isPossible = (fault: Fault) => !NO_CLUSTER && !fault.obstacle;
  for (const { name, obstacle } of faults.filter((fault) => !isPossible(fault))) {
    report.skip(name, NO_CLUSTER || obstacle || '');
  }
  if (!faults.some(isPossible)) return;
  const cluster = await startOwnCluster('');
  const url = await migratedDatabase(cluster.url, 'ledger', '');
  const proxy = await startDatabaseProxy(url);
  const world = await openWorld({ DATABASE_URL: proxy.url }, SERVERS);
  const { query, close } = queryOf(url);
  try {
    for (const { name, work } of faults.filter(isPossible)) {
      await report.run(name, () =>
        hurt(world, query, () => work({ world, cluster, proxy, url, query, isLong })),
      );
    }
  } finally {
    await close();
    await world.close(report);
    await proxy.close();
    await cluster.stop();
  }
}

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
