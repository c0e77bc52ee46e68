/**
 * Hurts real servers, databases and workers under load, and looks whether anything that was acknowledged is lost.
 *
 *   npm run faults [-- --long] [-- --only 'killed']
 *
 * docs/reliability.md says what is done and what is looked at. Needs PostgreSQL's programs and root for most of it;
 * what cannot be tried is named.
 */
import { parseArgs } from 'node:util';
import { onFullDisks } from './full-disks.js';
import { onKilledEmbedded } from './killed-embedded.js';
import { onLostConnections } from './lost-connections.js';
import { onManyTicks } from './many-ticks.js';
import { onOddTimes } from './odd-times.js';
import { createReport } from './report.js';

const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});
const options = { isLong: values.long, isChosen: (name: string) => name.includes(values.only) };
const report = createReport();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
/** Side by side: while one of them waits, the other works. Each fault has servers and a database of its own group. */
const groups = [
  [onLostConnections, onFullDisks],
  [onOddTimes, onKilledEmbedded, onManyTicks],
];
await Promise.all(
  groups.map(async (group) => {
    for (const faults of group) await faults(report, options);
  }),
);
process.exit(report.finish() ? 0 : 1);
