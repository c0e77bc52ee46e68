import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { loadConfig, SETTINGS } from '../../src/server/config.js';
import { enqueue, type LiveServer, startLive } from '../support/live.js';
import { scrape } from '../support/metrics.js';
import { temporaryFolder } from '../support/sessions.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(`${ROOT}/${name}`, 'utf8');
const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0;
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe('.env.example', () => {
  const lines = [...read('.env.example').matchAll(/^#(\w+)=(.*)$/gm)];

  it('names every setting, and nothing else', () => {
    expect(lines.map(([, name]) => name).sort()).toEqual(sorted(SETTINGS));
  });

  it('shows the defaults', () => {
    const given = Object.fromEntries(lines.map(([, name = '', value]) => [name, value]));
    // Where the port of a server's database and the like stand alone, they name no server.
    expect(loadConfig(given)).toEqual(loadConfig({}));
  });

  it('is what docs/operations.md lists', () => {
    const section = read('docs/operations.md').split('## Settings')[1]?.split('\n## ')[0] ?? '';
    expect(sorted([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name))).toEqual(
      sorted(SETTINGS),
    );
  });
});

describe('what is shipped for operators', () => {
  let live: LiveServer;
  beforeAll(async () => {
    live = await startLive({ metricsAddress: { host: '127.0.0.1', port: 0, setting: 'METRICS_ADDRESS' } });
    const owner = await live.given.owner();
    await enqueue(live, owner, owner.job);
    await vi.waitFor(
      async () => {
        const names = (await scrape(live.server.metricsUrl)).map(({ name }) => name);
        expect(names).toContain('runledger_execution_events_total');
      },
      { timeout: 30_000 },
    );
  });
  afterAll(() => live.close());

  const panels = z.object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
  });
  const expressions = {
    'ops/grafana-dashboard.json': panels
      .parse(JSON.parse(read('ops/grafana-dashboard.json')))
      .panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    'ops/alerts.yml': [...read('ops/alerts.yml').matchAll(/^ +expr: (.+)$/gm)].map(([, expr = '']) => expr),
  };
  /** What is there only once something went wrong, or on a server's database. */
  const ONLY_SOMETIMES = [
    'runledger_rescued_total',
    ...(inject('template').kind === 'server' ? [] : ['runledger_pool_connections', 'runledger_pool_waiting']),
  ];

  it.each(
    Object.entries(expressions),
  )('%s asks for metrics and labels that there are', async (_file, asked) => {
    expect(asked.length).toBeGreaterThan(5);
    const samples = await scrape(live.server.metricsUrl);
    const known = new Map<string, Set<string>>();
    for (const { name, labels } of samples) {
      known.set(name, new Set([...(known.get(name) ?? []), ...Object.keys(labels)]));
    }
    // Prometheus' own, and the address that it scraped.
    const OWN = new Set(['instance', 'le', 'job']);
    for (const expr of asked) {
      const names = [...expr.matchAll(/\b(?:runledger|process|nodejs)_\w+/g)].map(([name]) => name);
      for (const name of names.filter((one) => !ONLY_SOMETIMES.includes(one))) {
        expect([...known.keys()], expr).toContain(name);
        const labels = [...expr.matchAll(/by \(([^)]*)\)|(\w+)="/g)].flatMap(([, by = '', label = '']) => [
          ...by.split(', '),
          label,
        ]);
        for (const label of labels.filter((one) => one !== '' && !OWN.has(one))) {
          expect([...(known.get(name) ?? [])], `${label} in ${expr}`).toContain(label);
        }
      }
    }
  });

  describe.skipIf(!HAS_PROMTOOL)('is understood by Prometheus (needs promtool)', () => {
    const promtool = (args: string[], input = '') => {
      const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8', input });
      return { status, said: `${stdout}${stderr}` };
    };

    it('as alerts that come where they must, and only there', () => {
      expect(promtool(['check', 'rules', 'ops/alerts.yml'])).toMatchObject({ status: 0 });
      expect(promtool(['test', 'rules', 'ops/alerts.test.yml'])).toMatchObject({ status: 0 });
      const alerts = [...read('ops/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
      const tried = [...read('ops/alerts.test.yml').matchAll(/alertname: (\w+)/g)].map(
        ([, name = '']) => name,
      );
      expect(sorted(tried)).toEqual(sorted(alerts));
    });

    it('as expressions of panels', async () => {
      // As rules, which it checks; Grafana puts a duration in place of its own word.
      const rules = expressions['ops/grafana-dashboard.json'].map((expr, nth) => ({
        record: `panel:${nth}`,
        expr: expr.replaceAll('$__rate_interval', '5m'),
      }));
      const folder = await temporaryFolder();
      const file = join(folder.path, 'panels.json');
      await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
      expect(promtool(['check', 'rules', file])).toMatchObject({ status: 0 });
      await folder.remove();
    });

    it('as metrics that are named as it wants them', async () => {
      const response = await fetch(live.server.metricsUrl ?? '');
      const { said } = promtool(['check', 'metrics'], await response.text());
      // Gauges of Node's are prom-client's, and it calls some of them totals.
      const wrong = said.split('\n').filter((line) => line !== '' && !/^nodejs_active_\w+_total /.test(line));
      expect(wrong).toEqual([]);
    });
  });
});

describe('the package', () => {
  it('has what it needs to run without being built, and nothing that only building needs', () => {
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [{ files }] = z
      .tuple([z.object({ files: z.array(z.object({ path: z.string() })) })])
      .parse(JSON.parse(stdout));
    const paths = files.map(({ path }) => path);
    for (const needed of [
      'bin/runledger.js',
      'dist/src/main.js',
      'dist/empty-database.tar.gz',
      'prisma/migrations/0001_tables/migration.sql',
      'LICENSE',
      'README.md',
    ]) {
      expect(paths).toContain(needed);
    }
    expect(paths.filter((path) => /^(?:src|test|node_modules|\.git|shared)\//.test(path))).toEqual([]);
  });

  it('is what the image runs, as a user without rights', () => {
    const dockerfile = read('Dockerfile');
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK .*\n.*\/ready/m);
    expect(dockerfile).toContain('node_modules/runledger/bin/runledger.js');
  });
});
