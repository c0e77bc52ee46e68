import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { generateApiKey } from '../src/auth/api-key.js';
import { openDatabase } from '../src/core/db/client.js';
import { loadConfig } from '../src/server/config.js';
import { askApi, openPage, readyAt, startConsoleServer } from './console-browser.js';
import { median } from './database.js';

/** What each screen is to answer within. */
const AIM_MS = 300;
const Shown = z.object({
  data: z.object({
    executions: z.object({ nodes: z.array(z.object({ id: z.string(), job: z.object({ id: z.string() }) })) }),
  }),
});
const Asked = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() });
const NAME = /^\s*(query|mutation)\s+(\w+)/;

/** A key of the owner with the most runs; it goes with the database. */
async function keyOfLargest(url: string): Promise<string> {
  const database = await openDatabase(loadConfig({ ...process.env, DATABASE_URL: url }));
  const [largest] = await database.prisma.execution.groupBy({
    by: ['ownerId'],
    _count: true,
    orderBy: [{ _count: { ownerId: 'desc' } }],
    take: 1,
  });
  if (!largest) throw new Error('the database has no runs: npx runledger seed --scale 1000000');
  const { key, ...stored } = generateApiKey();
  await database.prisma.apiKey.create({
    data: { ...stored, name: 'bench', ownerId: largest.ownerId, scopes: ['READ', 'WORK', 'MANAGE'] },
  });
  process.stdout.write(`screens: as an owner with ${largest._count} runs\n`);
  await database.close();
  return key;
}

/** Opens each screen, notes what it asks before its first content stands, and asks the same again, one after the other. */
export async function measureScreens(
  browser: Browser,
  databaseUrl: string | undefined,
  rounds: number,
  say: (line: string) => void,
): Promise<void> {
  const started = await startConsoleServer(databaseUrl);
  const server = { ...started, key: databaseUrl ? await keyOfLargest(databaseUrl) : started.key };
  try {
    const failed = '{ executions(first: 1, filter: { status: FAILED }) { nodes { id job { id } } } }';
    const [run] = Shown.parse(await askApi(server, failed)).data.executions.nodes;
    const runs = 'runs?status=FAILED&queued=30d';
    const screens = [
      '',
      'runs',
      runs,
      `runs/${run?.id}`,
      'jobs',
      `jobs/${run?.job.id}`,
      'failures',
      'schedules',
    ];
    for (const path of [...screens, 'workers', 'alerts', 'account', 'verification', 'summaries']) {
      const page = await openPage(browser, server.key);
      const asked: z.infer<typeof Asked>[] = [];
      page.on('request', (request) => {
        const body = Asked.safeParse(request.postDataJSON());
        if (request.url() === server.graphqlUrl && body.success) asked.push(body.data);
      });
      await page.goto(`${server.consoleUrl}${path}`);
      await readyAt(page);
      const first = asked.filter(({ query }) => NAME.exec(query)?.[1] === 'query');
      await page.context().close();
      const times: [string, number][] = [];
      for (const { query, variables } of first) {
        const own: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const start = performance.now();
          await askApi(server, query, variables).catch(() => undefined);
          own.push(performance.now() - start);
        }
        times.push([NAME.exec(query)?.[2] ?? '', median(own)]);
      }
      const [slowest = ['nothing', 0]] = times.sort(([, a], [, b]) => b - a);
      const sum = times.reduce((all, [, ms]) => all + ms, 0);
      const verdict = slowest[1] > AIM_MS ? `, OVER ${AIM_MS} ms` : '';
      const shown = path.replace(/\/\w+_\w+/, '/…');
      say(
        `screen /${shown}: ${times.length} queries, ${sum.toFixed(0)} ms in all, the slowest ${slowest[0]} ${slowest[1].toFixed(0)} ms${verdict}`,
      );
    }
  } finally {
    await started.close();
  }
}
