/**
 * What all the limits together cost a list query: the app as it is beside the same schema, credentials, scopes and
 * error handling without any limit (bodies, JSON, documents, cost, rates).
 *
 *   [DATABASE_URL=…] npx tsx bench/limits.ts [--rounds 15 --requests 100 --at-once 4]
 *
 * In the process, on the demo data, in memory or in a database of its own beside the one of DATABASE_URL. "known" asks
 * one document again and again, "new" another one each time, which has to be parsed and validated.
 */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { createYoga } from 'graphql-yoga';
import { seedDemo } from '../demo/seed.js';
import { generateApiKey } from '../src/auth/api-key.js';
import { sessionCookieOf } from '../src/auth/session-cookie.js';
import { openDatabase, openMemoryDatabase } from '../src/core/db/client.js';
import { createLogger } from '../src/core/logger.js';
import { migrateUp } from '../src/migrations/migrate.js';
import { schema } from '../src/schema.js';
import { createApp, GRAPHQL_PATH } from '../src/server/app.js';
import { loadConfig } from '../src/server/config.js';
import { createContext } from '../src/server/create-context.js';
import { requestIdOf } from '../src/server/plugins/request-id.js';
import { useErrors } from '../src/server/plugins/use-errors.js';
import { useResponseHeaders } from '../src/server/plugins/use-response-headers.js';
import { useScopes } from '../src/server/plugins/use-scopes.js';
import { useSessionCookie } from '../src/server/plugins/use-session-cookie.js';
import { useVariableErrors } from '../src/server/plugins/use-variable-errors.js';
import { createServices } from '../src/server/services.js';
import { createBenchDatabase, median } from './database.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    requests: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '4' },
  },
});
const requests = Number(options.requests);
const atOnce = Number(options['at-once']);
/** A request that came by a socket from somewhere, as far as it is asked where from. */
const req = new IncomingMessage(new Socket());
Object.defineProperty(req.socket, 'remoteAddress', { value: '192.0.2.1' });
const ORIGIN = 'http://localhost';

const list = (alias: string) => `query ($status: [ExecutionStatus!]) {
  executions(first: 50, filter: { status: $status }) {
    ${alias}: count { value }
    nodes { id status queuedAt finishedAt durationMs errorMessage job { id name } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const bench = process.env.DATABASE_URL ? await createBenchDatabase('limits') : null;
const config = loadConfig({
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  ...(bench ? { DATABASE_URL: bench.url } : {}),
});
const logger = createLogger('silent');
const database = bench ? await openDatabase(config) : await openMemoryDatabase();
await migrateUp(database);
await seedDemo(database.prisma);
const { key, ...stored } = generateApiKey();
const { id: ownerId } = await database.prisma.user.create({
  data: { email: 'bench@example.com', role: 'ADMIN', status: 'ACTIVE', tier: 'ENTERPRISE' },
});
await database.prisma.apiKey.create({
  data: { ...stored, ownerId, name: 'bench', scopes: ['ADMIN', 'READ'] },
});

const limited = createApp({ database, config, logger });
const services = createServices({ database, config, logger });
const unlimited = createYoga({
  schema,
  graphqlEndpoint: GRAPHQL_PATH,
  context: ({ request, params }) =>
    createContext(
      {
        authorization: request.headers.get('authorization'),
        account: null,
        cookie: sessionCookieOf(request, config.publicUrl),
        requestId: requestIdOf(request),
        variables: params?.variables ?? {},
        ticket: null,
        visitor: { address: null, credentials: null, isAdmitted: false, isCounted: false },
        disconnect: () => undefined,
      },
      services,
    ),
  maskedErrors: false,
  logging: false,
  landingPage: false,
  graphiql: false,
  plugins: [
    useResponseHeaders(),
    useSessionCookie(),
    useVariableErrors({ hideSuggestions: true }),
    useScopes(),
    useErrors({ logger, onOutage: () => undefined }),
  ],
});

let documents = 0;
const kinds = {
  known: () => list('total'),
  new() {
    documents += 1;
    return list(`total${documents}`);
  },
};

async function ask(app: Pick<typeof limited, 'fetch'>, query: string): Promise<void> {
  const response = await app.fetch(
    `${ORIGIN}${GRAPHQL_PATH}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables: { status: ['COMPLETED', 'FAILED'] } }),
    },
    { req },
  );
  const text = await response.text();
  if (!response.ok || text.includes('"errors"')) throw new Error(text);
}

/** Milliseconds for all requests, some at once. */
async function turn(app: Pick<typeof limited, 'fetch'>, document: () => string): Promise<number> {
  let left = requests;
  const start = performance.now();
  const client = async () => {
    while (left > 0) {
      left -= 1;
      await ask(app, document());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return performance.now() - start;
}

try {
  process.stdout.write(
    '| documents | without limits, requests/s | with limits | ratio |\n|---|---|---|---|\n',
  );
  for (const [name, document] of Object.entries(kinds)) {
    const times = { limited: [] as number[], unlimited: [] as number[], ratios: [] as number[] };
    await turn(unlimited, document);
    await turn(limited, document);
    for (let round = 0; round < Number(options.rounds); round += 1) {
      // Whoever goes second finds things warmer: they take turns at that too.
      const first = round % 2 === 0;
      const before = first ? await turn(unlimited, document) : 0;
      const inside = await turn(limited, document);
      const outside = first ? before : await turn(unlimited, document);
      times.limited.push(inside);
      times.unlimited.push(outside);
      times.ratios.push(outside / inside);
    }
    const rate = (milliseconds: number[]) => ((requests / median(milliseconds)) * 1_000).toFixed(0);
    process.stdout.write(
      `| ${name} | ${rate(times.unlimited)} | ${rate(times.limited)} | ${median(times.ratios).toFixed(2)} |\n`,
    );
  }
} finally {
  await limited.dispose();
  await services.close();
  await database.close();
  await bench?.drop();
}
