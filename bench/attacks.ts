import { parseArgs } from 'node:util';
import { generateApiKey } from '../src/auth/api-key.js';
import { openDatabase, openMemoryDatabase } from '../src/core/db/client.js';
import { migrateUp } from '../src/migrations/migrate.js';
import { loadConfig } from '../src/server/config.js';
import { startServer } from '../src/server/server.js';
import { ATTACKS } from '../test/support/attacks.js';
import { createBenchDatabase, median } from './database.js';

/**
 * Runs every attack against a server of its own and says what came of it: the answer, how long it took, and how far
 * the heap of the process (the attacker's part included) had grown, at most and after all of them.
 *
 *   [DATABASE_URL=…] node --expose-gc --import tsx bench/attacks.ts [--rounds 5] [--json]
 *
 * In memory, or in a database of its own beside the one of DATABASE_URL.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const ROUNDS = Number(values.rounds);
const SLOW_REQUEST_MS = 1_000;
const MEGABYTE = 1024 * 1024;

const collect = globalThis.gc ?? (() => undefined);
const heap = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;

const bench = process.env.DATABASE_URL ? await createBenchDatabase('attacks') : null;
const config = loadConfig({
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  PORT: '0',
  REQUEST_TIMEOUT_MS: String(SLOW_REQUEST_MS),
  ...(bench ? { DATABASE_URL: bench.url } : {}),
});
const database = bench ? await openDatabase(config) : await openMemoryDatabase();
await migrateUp(database);
const { key, ...stored } = generateApiKey();
const { id: ownerId } = await database.prisma.user.create({
  data: { email: 'attacker@example.com', status: 'ACTIVE', tier: 'ENTERPRISE' },
});
await database.prisma.apiKey.create({
  data: { ...stored, ownerId, name: 'attacks', scopes: ['READ', 'WORK', 'MANAGE'] },
});
const server = await startServer(config, { database });

// The first request compiles much of what the others use.
for (const { run } of ATTACKS.slice(0, 3)) await run(server.url, key);
collect();
const before = heap();
const rows = [];
for (const { name, run, status, code } of ATTACKS) {
  const times: number[] = [];
  let peak = 0;
  let outcome = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    collect();
    const start = heap();
    const begin = performance.now();
    outcome = await run(server.url, key);
    times.push(performance.now() - begin);
    peak = Math.max(peak, heap() - start);
  }
  rows.push({ name, outcome, expected: { status, code }, ms: median(times), peakMB: peak / MEGABYTE });
}
collect();
const keptMB = (heap() - before) / MEGABYTE;
await server.close();
await bench?.drop();

if (values.json) {
  process.stdout.write(`${JSON.stringify({ rows, keptMB })}\n`);
} else {
  process.stdout.write('| attack | answer | ms | heap, MB |\n|---|---|---|---|\n');
  for (const { name, outcome, ms, peakMB } of rows) {
    const answer = [outcome?.status, outcome?.code].filter(Boolean).join(' ');
    process.stdout.write(`| ${name} | ${answer} | ${ms.toFixed(0)} | ${Math.max(0, peakMB).toFixed(1)} |\n`);
  }
  process.stdout.write(`\nKept after all of them: ${keptMB.toFixed(1)} MB.\n`);
}
