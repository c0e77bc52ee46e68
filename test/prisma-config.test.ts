import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const CONFIG = new URL('../prisma.config.ts', import.meta.url).href;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What Prisma's commands get from the settings: read in a process of its own, since it is read once. */
function configOf(env: NodeJS.ProcessEnv): unknown {
  const script = `import(${JSON.stringify(CONFIG)}).then(({ default: { datasource, migrations } }) =>
    console.log(JSON.stringify({ url: datasource?.url ?? null, seed: migrations.seed })))`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return JSON.parse(stdout);
}

describe("Prisma's own commands", { timeout: 60_000 }, () => {
  const seed = 'node bin/runledger.js seed';

  it('have no database where it is the embedded one', () => {
    expect(configOf({})).toEqual({ url: null, seed });
    expect(configOf({ DATABASE_URL: ' ', DB_HOST: '' })).toEqual({ url: null, seed });
  });

  it("have the server's, by its address or its parts", () => {
    const address = 'postgresql://u:p@db.example:5433/ledger';
    expect(configOf({ DATABASE_URL: address })).toEqual({ url: address, seed });
    expect(configOf({ DB_HOST: 'db.example' })).toEqual({
      url: 'postgresql://postgres@db.example:5432/runledger',
      seed,
    });
    const parts = { DB_PORT: '5433', DB_USER: 'a@b', DB_PASSWORD: 'p:/?#', DB_NAME: 'the ledger' };
    expect(configOf({ DB_HOST: '::1', ...parts })).toEqual({
      url: 'postgresql://a%40b:p%3A%2F%3F%23@[::1]:5433/the%20ledger',
      seed,
    });
    expect(configOf({ DB_HOST: '/run/postgresql' })).toEqual({
      url: 'postgresql://postgres@localhost:5432/runledger?host=%2Frun%2Fpostgresql',
      seed,
    });
    expect(configOf({ DB_HOST: 'db.example', DB_TLS: 'verify', DB_TLS_CA: '/etc/ca.pem' })).toEqual({
      url: 'postgresql://postgres@db.example:5432/runledger?sslmode=require&sslaccept=strict&sslcert=%2Fetc%2Fca.pem',
      seed,
    });
  });
});
