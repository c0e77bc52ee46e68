import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { until } from './api.js';
import { type Fault, type Options, onAServer } from './on-a-server.js';
import { type Report, seconds } from './report.js';
import { stopWorker } from './stopped-worker.js';
import { tickTogether } from './ticks.js';

const FAKETIME = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find(existsSync);

const FAULTS: readonly Fault[] = [
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

/** Has clocks go wrong, and lets workers, ticks and transactions meet who is late. */
export const onOddTimes = (report: Report, options: Options): Promise<void> =>
  onAServer(report, options, FAULTS);
