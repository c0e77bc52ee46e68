import { generateApiKey } from '../src/auth/api-key.js';
import { openDatabase } from '../src/core/db/client.js';
import { createLogger } from '../src/core/logger.js';
import type { ApiKeyScope } from '../src/generated/prisma/enums.js';
import { createApp } from '../src/server/app.js';
import { loadConfig } from '../src/server/config.js';
import { sampleOf } from './samples.js';

export interface Statement {
  sql: string;
  params: unknown[];
}

const SORT_COLUMN: Record<string, 'queuedAt' | 'startedSort' | 'finishedSort' | 'durationSort'> = {
  QUEUED_AT: 'queuedAt',
  STARTED_AT: 'startedSort',
  FINISHED_AT: 'finishedSort',
  DURATION: 'durationSort',
};

const WARM_UP = 10;
const TURNS = 100;

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Of the owners with runs, by how many they have: the first, the one in the middle, the last. */
const SIZES = [
  ['large', () => 0],
  ['middle', (owners: number) => Math.floor(owners / 2)],
  ['small', (owners: number) => owners - 1],
] as const;

/** Opens the API on the database of DATABASE_URL or DATA_DIR, with keys of a large, a middle and a small owner and an administrator. */
export async function openBench() {
  const config = loadConfig({
    // To find the owners and the busiest job reads all of a ledger.
    DB_STATEMENT_TIMEOUT_MS: '300000',
    ...process.env,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  });
  let recorded: Statement[] | null = null;
  const database = await openDatabase(config, {
    onStatement: (sql, params) => recorded?.push({ sql, params: JSON.parse(params) }),
  });
  const { prisma } = database;
  const app = createApp({ database, config, logger: createLogger('error') });
  const owners = await prisma.execution.groupBy({
    by: ['ownerId'],
    _count: true,
    orderBy: [{ _count: { ownerId: 'desc' } }, { ownerId: 'asc' }],
  });
  const [largest] = owners;
  if (!largest) throw new Error('the database has no executions: npx runledger seed --scale 1000000');
  const { ownerId } = largest;
  const email = 'bench-admin@example.com';
  const admin = await prisma.user.upsert({
    where: { email },
    create: { email, role: 'ADMIN', status: 'ACTIVE', tier: 'ENTERPRISE' },
    update: {},
  });

  async function keyOf(userId: string, scopes: ApiKeyScope[] = ['READ']): Promise<string> {
    const { key, ...stored } = generateApiKey();
    await prisma.apiKey.create({ data: { ...stored, name: 'bench', scopes, ownerId: userId } });
    return key;
  }

  async function ask(query: string, key: string): Promise<unknown> {
    const response = await app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    if (text.includes('"errors"')) throw new Error(`${query}: ${text}`);
    return JSON.parse(text);
  }

  const askers = [];
  for (const [who, place] of SIZES) {
    const owner = owners[place(owners.length)] ?? largest;
    const key = await keyOf(owner.ownerId);
    const sample = () => sampleOf(prisma, owner.ownerId, ownerId);
    askers.push({ who, key, sample, ownerId: owner.ownerId, runs: owner._count });
  }
  const runs = owners.reduce((sum, { _count }) => sum + _count, 0);
  askers.push({
    who: 'admin',
    key: await keyOf(admin.id, ['READ', 'ADMIN']),
    sample: () => sampleOf(prisma, ownerId, ownerId),
    ownerId: null,
    runs,
  });

  return {
    prisma,
    /** A key of a user, to ask with. */
    keyOf,
    ask,
    /** Who asks: owners by size, and an administrator, whose every run is; and what each can name, of a ledger with parts. */
    askers,
    /** The statements that a query sends, without the credential's. */
    async statementsOf(query: string, key: string): Promise<Statement[]> {
      await ask('{ __typename credential { id } }', key);
      const statements: Statement[] = [];
      recorded = statements;
      await ask(query, key);
      recorded = null;
      return statements;
    },
    /** The cursor of the row at this depth of the whole list, newest first. */
    async cursorAt(order: string, depth: number, owner: string | null): Promise<string> {
      const field = SORT_COLUMN[order] ?? 'queuedAt';
      const rows = await prisma.execution.findMany({
        where: owner === null ? {} : { ownerId: owner },
        orderBy: [{ [field]: 'desc' }, { id: 'desc' }],
        skip: depth,
        take: 1,
      });
      const [row] = rows;
      if (!row) throw new Error(`the list is shorter than ${depth}`);
      const value = row[field];
      const plain = value instanceof Date ? value.getTime() : String(value);
      return Buffer.from(JSON.stringify([`executions.${field}`, 'desc', plain, row.id])).toString(
        'base64url',
      );
    },
    /** How much longer one query takes than another: whole requests, in turns, by their medians. */
    async ratio(query: string, base: string, key: string): Promise<number> {
      const times: Record<'query' | 'base', number[]> = { query: [], base: [] };
      for (let turn = 0; turn < WARM_UP + TURNS; turn += 1) {
        for (const [name, text] of [
          ['query', query],
          ['base', base],
        ] as const) {
          const start = performance.now();
          await ask(text, key);
          if (turn >= WARM_UP) times[name].push(performance.now() - start);
        }
      }
      return median(times.query) / median(times.base);
    },
    async close() {
      await app.dispose();
      await database.close();
    },
  };
}
