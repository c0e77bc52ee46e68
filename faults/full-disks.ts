import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disk, makeDisk, whyNoDisks } from '../test/support/disk.js';
import { freePort } from '../test/support/free-port.js';
import { migratedDatabase, startOwnCluster } from '../test/support/own-cluster.js';
import { administer } from '../test/support/server-database.js';
import { temporaryFolder } from '../test/support/sessions.js';
import { until } from './api.js';
import { NO_CLUSTER, type Options } from './on-a-server.js';
import type { Report } from './report.js';
import { hurt, hurtEmbedded, openWorld, queryOf } from './world.js';

const SERVERS = 2;
const [ON_A_SERVER, EMBEDDED] = [
  "the server's disk is full",
  "the embedded database's disk is full",
] as const;
/** How many characters each run carries along, so that the room that is left is soon used. */
const PADDING = 8_000;
const FULL_FOR_MS = 3_000;

export async function onFullDisks(report: Report, { isLong, isChosen }: Options): Promise<void> {
  const folder = await temporaryFolder();
  // PostgreSQL's own user must come through to what is below.
  await chmod(folder.path, 0o755);
  const noDisks = await whyNoDisks(folder.path);
  const times = isLong ? 5 : 1;
  const possible = [
    { name: ON_A_SERVER, obstacle: noDisks ?? NO_CLUSTER, fill: fillServer },
    { name: EMBEDDED, obstacle: noDisks, fill: fillEmbedded },
  ].filter(({ name }) => isChosen(name));
  for (const { name, obstacle, fill } of possible) {
    if (obstacle !== undefined) report.skip(name, obstacle);
    else {
      const disk = await makeDisk(
        join(folder.path, `${fill.name}.img`),
        join(folder.path, fill.name),
        '256M',
      );
      await fill(report, disk, times);
      await disk.unmount();
    }
  }
  await folder.remove();
}

/** Leaves no room for the tables of a server's database. */
async function fillServer(report: Report, disk: Disk, times: number): Promise<void> {
  const cluster = await startOwnCluster('');
  await administer(cluster.url, `CREATE TABLESPACE small LOCATION '${await disk.folderOf('postgres')}'`);
  const url = await migratedDatabase(cluster.url, 'ledger', ' TABLESPACE small');
  const world = await openWorld({ DATABASE_URL: url }, SERVERS);
  const { query, close } = queryOf(url);
  await report.run(ON_A_SERVER, () =>
    hurt(
      world,
      query,
      async () => {
        for (let time = 0; time < times; time += 1) {
          const before = world.api.resent;
          await disk.fill();
          await until('a write was refused', async () => world.api.resent > before);
          await sleep(FULL_FOR_MS);
          await disk.free();
          await sleep(FULL_FOR_MS);
        }
        return `no room for tables, ${times} times, until requests were refused and ${FULL_FOR_MS / 1_000} s more; servers went on by themselves`;
      },
      PADDING,
    ),
  );
  await close();
  await world.close(report);
  await cluster.stop();
}

/** Leaves no room for an embedded database. Where its log cannot be written, its process ends; then it is started again. */
async function fillEmbedded(report: Report, disk: Disk, times: number): Promise<void> {
  const env = { DATA_DIR: join(disk.path, 'data'), PORT: String(await freePort()) };
  const world = await openWorld(env, 1);
  await report.run(EMBEDDED, () =>
    hurtEmbedded(
      world,
      env.DATA_DIR,
      async () => {
        let ended = 0;
        for (let time = 0; time < times; time += 1) {
          const [server] = world.servers;
          const before = world.api.resent;
          await disk.fill();
          await until('a write was refused', async () => world.api.resent > before);
          await sleep(FULL_FOR_MS);
          await disk.free();
          if (server && server.child.exitCode !== null) {
            ended += 1;
            await world.kill(server);
            await world.add();
          }
          await sleep(FULL_FOR_MS);
        }
        const after =
          ended === 0
            ? 'the server went on by itself'
            : `its process ended and was started again, ${ended} times`;
        return `no room at all, ${times} times; ${after}`;
      },
      PADDING,
    ),
  );
  await world.close(report);
}
