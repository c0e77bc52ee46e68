// A process that opens the embedded database in a folder, says so, and keeps it until it is killed.
import { openEmbedded } from '../../src/core/db/embedded.js';
import { errorMessage } from '../../src/core/db/errors.js';

const [folder = '', sql] = process.argv.slice(2);
try {
  const { pglite } = await openEmbedded(folder);
  if (sql !== undefined) await pglite.exec(sql);
  process.stdout.write('open\n');
  setInterval(() => undefined, 1_000);
} catch (error) {
  process.stdout.write(`${errorMessage(error)}\n`);
  process.exit(1);
}
