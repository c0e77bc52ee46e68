import { type DatabaseProxy, startDatabaseProxy } from '../test/support/database-proxy.js';
import {
  CAN_START_CLUSTER,
  migratedDatabase,
  type OwnCluster,
  startOwnCluster,
} from '../test/support/own-cluster.js';
import type { Query } from './audit.js';
import type { Report } from './report.js';
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

export interface Fault {
  name: string;
  /** Why it cannot be tried here. */
  obstacle?: string | false;
  /** Does it, while there is load. @returns What was done. */
  work(scene: Scene): Promise<string>;
}

const SERVERS = 4;

export const NO_CLUSTER = CAN_START_CLUSTER ? undefined : "root or PostgreSQL's programs are missing";

/** Does some faults, one after the other, to servers and a cluster of their own. */
export async function onAServer(
  report: Report,
  { isLong, isChosen }: Options,
  all: readonly Fault[],
): Promise<void> {
  const faults = all.filter(({ name }) => isChosen(name));
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
