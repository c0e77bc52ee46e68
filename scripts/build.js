// Makes dist/ from src/, and first whatever that needs and is older than what it is made from.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { build } from 'esbuild';
import { buildConsole } from './build-console.js';

const root = fileURLToPath(new URL('..', import.meta.url));
// npm writes it whenever it installs something.
const installed = join(root, 'node_modules', '.package-lock.json');

/** The time of the last change below a path, 0 where there is nothing. */
function changedAt(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

function isStale(made, ...sources) {
  return changedAt(made) < Math.max(...sources.map(changedAt));
}

function generateClient() {
  const client = join(root, 'src', 'generated', 'prisma', 'client.ts');
  const sources = [join(root, 'prisma', 'schema'), join(root, 'scripts', 'generate.js'), installed];
  if (!isStale(client, ...sources)) return;
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'generate.js')], {
    stdio: 'inherit',
    cwd: root,
  });
  if (status !== 0) process.exit(status ?? 1);
}

async function transpile() {
  const files = ['src', 'demo'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(root, folder, name),
    ),
  );
  await build({
    entryPoints: files.filter((name) => name.endsWith('.ts')),
    outdir: join(root, 'dist'),
    outbase: root,
    bundle: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
}

async function makeEmptyDatabase() {
  const image = join(root, 'dist', 'empty-database.tar.gz');
  if (!isStale(image, installed, fileURLToPath(import.meta.url))) return;
  const folder = mkdtempSync(join(tmpdir(), 'runledger-image-'));
  const pglite = await PGlite.create({ dataDir: folder });
  // Nobody makes further databases in it, and without what those are copied from it has half as many files.
  await pglite.exec('UPDATE pg_database SET datistemplate = false');
  for (const unused of ['template0', 'template1']) await pglite.exec(`DROP DATABASE ${unused}`);
  // Its files are taken once it is closed: what is made from a running one begins with a recovery.
  await pglite.close();
  const files = await PGlite.create({ dataDir: folder, noInitDb: true });
  const dump = await files.dumpDataDir('gzip');
  await files.close();
  rmSync(folder, { recursive: true });
  writeFileSync(`${image}.new`, Buffer.from(await dump.arrayBuffer()));
  renameSync(`${image}.new`, image);
}

async function makeConsole() {
  const sources = [join(root, 'console'), join(root, 'scripts', 'build-console.js'), installed];
  if (isStale(join(root, 'dist', 'console'), ...sources)) await buildConsole(root);
}

generateClient();
await transpile();
await makeConsole();
await makeEmptyDatabase();
