// A process that opens the embedded database in a folder and writes row after row, until it is killed. Once a row is
// acknowledged, its number is appended to a file, which another process reads. With "log" it fills PostgreSQL's log.
import { appendFileSync } from 'node:fs';
import { openEmbedded } from '../../src/core/db/embedded.js';

const MEGABYTE = 1024 * 1024;

const [folder = '', acknowledged = '', what = 'rows'] = process.argv.slice(2);
const { pglite, upkeep, settled } = await openEmbedded(folder);
await pglite.exec('CREATE TABLE rows (number int PRIMARY KEY)');
await settled();
for (let number = 1; ; number += 1) {
  if (what === 'log')
    await pglite.query(`SELECT pg_logical_emit_message(true, 'fill', repeat('x', ${MEGABYTE}))`);
  await pglite.query('INSERT INTO rows VALUES ($1)', [number]);
  appendFileSync(acknowledged, `${number}\n`);
  // What a power cut meets in the middle of it, too.
  if (what === 'rows' && number % 50 === 0) await pglite.exec('CHECKPOINT');
  if (what === 'rows' && number % 50 === 25) await upkeep.run();
}
