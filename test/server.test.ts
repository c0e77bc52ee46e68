import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../src/core/db/client.js';
import { StartupError } from '../src/core/db/errors.js';
import { type Config, loadConfig } from '../src/server/config.js';
import { type RunningServer, type StartOptions, startServer } from '../src/server/server.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { migratedFolder } from './support/images.js';
import { createDatabase } from './support/server-database.js';
import { temporaryFolder } from './support/sessions.js';

const QUERY = '{"query":"{ viewer { id } }"}';
const JSON_TYPE = { 'content-type': 'application/json' };

const settings = (dataDir: string) =>
  loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    DATA_DIR: dataDir,
    DRAIN_TIMEOUT_MS: '500',
  });

/** A folder with a database: starting there is faster. One server at a time uses it. */
let home: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;
let config: Config;
const open: Array<{ close(): Promise<unknown> }> = [];

beforeAll(async () => {
  home = await migratedFolder();
  folder = home.path;
  config = settings(folder);
});
afterAll(() => home.remove());
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});

async function start(
  overrides: Partial<Config> = {},
  options: StartOptions = {},
): Promise<RunningServer & { port: number }> {
  const server = await startServer({ ...config, ...overrides }, { empty: true, ...options });
  open.push(server);
  return { ...server, port: Number(new URL(server.url).port) };
}

const ask = (url: string, key?: string | null) =>
  fetch(url, {
    method: 'POST',
    headers: key ? { ...JSON_TYPE, authorization: `Bearer ${key}` } : JSON_TYPE,
    body: QUERY,
  });

/** Sends bytes as they are, and says what came back until the connection was closed. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answer = readAll(socket);
  socket.write(text);
  return answer;
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe('a server on the embedded database', () => {
  it('migrates a new folder, answers, and keeps its development key', async () => {
    const { path: newFolder, remove } = await temporaryFolder();
    const { database } = settings(newFolder);
    const said: string[] = [];
    const progress = (line: string) => said.push(line);
    const first = await start({ database }, { progress });
    expect(said).toEqual(['Making a new embedded database…']);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/);
    const anonymous = await ask(first.url);
    expect(await anonymous.json()).toEqual({ data: { viewer: null } });
    const known = await ask(first.url, first.developmentKey);
    expect(await known.json()).toEqual({ data: { viewer: { id: expect.stringMatching(/^user_/) } } });
    await first.close();
    await expect(ask(first.url)).rejects.toThrow();

    const second = await start({ database }, { progress });
    expect(said).toHaveLength(1);
    expect(second.developmentKey).toBe(first.developmentKey);
    expect((await ask(second.url, second.developmentKey)).status).toBe(200);
    await second.close();
    await remove();
  });

  it('takes RUNLEDGER_ADMIN_KEY from the first start on, and the old one no more after it was changed', async () => {
    const [oldKey, newKey] = [
      'the-first-key-of-this-operator-is-long',
      'the-second-key-of-this-operator-is-long',
    ];
    const first = await start({ adminKey: oldKey });
    expect((await ask(first.url, oldKey)).status).toBe(200);
    await first.close();
    const second = await start({ adminKey: newKey });
    expect((await ask(second.url, oldKey)).status).toBe(401);
    expect((await ask(second.url, newKey)).status).toBe(200);
  });

  it('has no development key and no demo data in production', async () => {
    const fresh = await migratedFolder();
    await writeFile(join(fresh.path, 'setting-up'), 'content');
    const database = await openDatabase(settings(fresh.path));
    const isNew = database.kind === 'embedded' && database.isNew;
    const production = { dataDir: fresh.path, environment: 'production' } as const;
    const server = await start(production, { empty: false, database });
    expect([isNew, server.developmentKey, await database.prisma.user.count()]).toEqual([true, null, 0]);
    await server.close();
    await fresh.remove();
  });

  it('says in one sentence that its port is in use, and leaves the database closed', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const refusal = await start({ port }).catch((error: unknown) => error);
    other.close();
    expect(refusal).toBeInstanceOf(StartupError);
    expect(refusal).toMatchObject({
      message: expect.stringMatching(new RegExp(`^Port ${port} .* is in use: .*\\.$`)),
    });
    expect((await start()).url).toContain('http');
  });
});

describe('a server on a socket', () => {
  let server: RunningServer;
  let port: number;

  beforeAll(async () => {
    server = await startServer({ ...config, bodyLimitBytes: 100_000, corsOrigins: ['*'] });
    port = Number(new URL(server.url).port);
  });
  afterAll(() => server.close());

  it('refuses a body that grows past the limit as it comes: 413', async () => {
    const chunk = new Uint8Array(50_000).fill(0x20);
    let left = 200;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    });
    const init = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' as const };
    const response = await fetch(server.url, init);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] });
  });

  it.each([
    ['too large', '413', ['Content-Type: application/json']],
    ['of another type', '415', ['Content-Type: text/plain']],
    ['for no address', '404', []],
  ])('reads a body that is %s to its end before it closes: %s', async (_, status, headers) => {
    const size = 3_000_000;
    const path = status === '404' ? '/nowhere' : '/graphql';
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', `Content-Length: ${size}`];
    const socket = connect(port, '127.0.0.1');
    const broken: unknown[] = [];
    socket.on('error', (error) => broken.push(error));
    socket.pause();
    socket.write(`${[...head, ...headers].join('\r\n')}\r\n\r\n`);
    // As Python and Node do it: all of the body first, and then a look at the answer.
    const part = Buffer.alloc(30_000, 0x20);
    for (let sent = 0; sent < size; sent += part.length) {
      await new Promise<void>((resolve) => socket.write(part, () => resolve()));
    }
    expect(await readAll(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(broken).toEqual([]);
  });

  it('lets no script of another site read its pages', async () => {
    const headers = { accept: 'text/html', origin: 'https://evil.example.com' };
    const page = await fetch(server.url, { headers });
    expect(await page.text()).toContain('GraphiQL');
    expect([...page.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { ...JSON_TYPE, origin: headers.origin },
      body: QUERY,
    });
    expect(answer.headers.get('access-control-allow-origin')).not.toBeNull();
  });

  it.each([
    ['an address with brackets', 'GET http://[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['a host that is none', 'GET /graphql HTTP/1.1\r\nHost: a b:c]\r\nConnection: close\r\n\r\n'],
    ['a port that is none', 'GET /graphql HTTP/1.1\r\nHost: localhost:99999\r\nConnection: close\r\n\r\n'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('answers %s with 400 and nothing of its inside', async (_, request) => {
    const answer = await raw(port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(/node_modules|node:|\bat /);
  });

  it('gives the development key to nobody who comes under another name or through a proxy', async () => {
    const { developmentKey } = server;
    const page = async (...headers: string[]) => {
      const lines = ['GET /graphql HTTP/1.1', 'Accept: text/html', 'Connection: close', ...headers];
      return raw(port, `${lines.join('\r\n')}\r\n\r\n`);
    };
    expect(developmentKey).toMatch(/^rl_/);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect(await page(`Host: ${name}:${port}`)).toContain(developmentKey);
    }
    for (const headers of [
      ['Host: attacker.example.com'],
      ['Host: localhost.attacker.example.com'],
      ['Host: localhost', 'X-Forwarded-For: 192.0.2.1'],
      ['Host: localhost', 'Forwarded: for=192.0.2.1'],
      ['Host: localhost', 'Via: 1.1 proxy'],
      ['Host: localhost', 'X-Forwarded-Proto: https'],
      ['Host: localhost', 'X-Forwarded-Port: 443'],
      ['Host: localhost', 'CF-Connecting-IP: 192.0.2.1'],
      ['Host: localhost', 'CF-Ray: 1'],
      ['Host: localhost', 'True-Client-IP: 192.0.2.1'],
      ['Host: localhost', 'X-Real-IP: 192.0.2.1'],
      ['Host: localhost', 'Origin: https://evil.example.com'],
      ['Host: localhost', 'Origin: null'],
      ['Host: localhost', 'Sec-Fetch-Site: cross-site'],
      ['Host: localhost', 'Sec-Fetch-Site: same-site'],
    ]) {
      const answer = await page(...headers);
      expect(answer).toContain('GraphiQL');
      expect(answer).not.toContain(developmentKey);
    }
    for (const headers of [
      ['Sec-Fetch-Site: none'],
      ['Sec-Fetch-Site: same-origin', `Origin: http://localhost:${port}`],
    ]) {
      expect(await page(`Host: localhost:${port}`, ...headers)).toContain(developmentKey);
    }
    const old = await raw(port, 'GET /graphql HTTP/1.0\r\nHost: localhost\r\nAccept: text/html\r\n\r\n');
    expect(old).toContain('GraphiQL');
    expect(old).not.toContain(developmentKey);
  });
});

describe('the development key', () => {
  it('is given to nobody where the server is published under another address', async () => {
    const { url, developmentKey } = await start({ publicUrl: 'https://runledger.example.org' });
    const html = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    expect(html).toContain('GraphiQL');
    expect(html).not.toContain(developmentKey);
  });
});

describe('draining', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());

  async function start(overrides: Partial<Config> = {}) {
    // The next test's server uses it too.
    const database = { ...test.database, close: async () => undefined };
    const server = await startServer({ ...test.config, port: 0, ...overrides }, { database });
    open.push(server);
    return { ...server, port: Number(new URL(server.url).port) };
  }

  const HEAD = [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${QUERY.length}`,
  ];

  async function halfARequest(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD.join('\r\n')}\r\n\r\n${QUERY.slice(0, 10)}`);
    await once(socket, 'connect');
    // Once another request was answered, the server has this one too.
    await fetch(`http://127.0.0.1:${port}/health`);
    return socket;
  }

  it('lets a request in flight end, and takes no new one', async () => {
    const { port, url, close } = await start({ drainTimeoutMs: 10_000 });
    const socket = await halfARequest(port);
    const answer = readAll(socket);
    const closed = close();
    await expect(ask(url)).rejects.toThrow();
    socket.write(QUERY.slice(10));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 .*"viewer":null/s);
    await closed;
  });

  it('does not wait longer than it is allowed to', async () => {
    const { port, close } = await start({ drainTimeoutMs: 200 });
    const socket = await halfARequest(port);
    const broken = once(socket, 'close');
    await close();
    await broken;
  });

  it('closes connections that are kept open for more', async () => {
    const { port, close } = await start({ drainTimeoutMs: 60_000 });
    const socket = connect(port, '127.0.0.1');
    const answer = readAll(socket);
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await fetch(`http://127.0.0.1:${port}/health`);
    await close();
    expect(await answer).toContain('{"status":"ok"}');
  });

  it('happens once, however often it is asked for', async () => {
    const { close } = await start();
    await Promise.all([close(), close()]);
  });
});

describe.skipIf(inject('template').kind === 'embedded')(
  'a server on PostgreSQL (needs TEST_DATABASE_URL)',
  () => {
    it('says which migrations are pending and stops, unless told to apply them', async () => {
      const template = inject('template');
      if (template.kind !== 'server') throw new Error('needs a server');
      const { url, drop } = await createDatabase(template.url, 'behind');
      open.push({ close: drop });
      const { database } = loadConfig({ DATABASE_URL: url });
      await expect(startServer({ ...config, database })).rejects.toThrow(/0001_.*--migrate/);
      const server = await startServer({ ...config, database }, { migrate: true });
      expect(server.developmentKey).toBeNull();
      expect(await (await ask(server.url)).json()).toEqual({ data: { viewer: null } });
      await server.close();
    });
  },
);

describe('the command', () => {
  const LIMIT_MS = 60_000;

  function run(port: string): { child: ChildProcess; output: { out: string; err: string } } {
    const child = spawn(process.execPath, ['bin/runledger.js', 'serve', '--empty'], {
      env: {
        ...process.env,
        DATABASE_URL: '',
        DB_HOST: '',
        LOG_LEVEL: 'silent',
        NODE_ENV: '',
        DATA_DIR: folder,
        PORT: port,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { out: '', err: '' };
    child.stdout?.on('data', (text) => {
      output.out += text;
    });
    child.stderr?.on('data', (text) => {
      output.err += text;
    });
    return { child, output };
  }

  it('prints where it is and the development key, and ends with status 0 when it is told to', {
    timeout: LIMIT_MS,
  }, async () => {
    const { child, output } = run('0');
    await expect.poll(() => output.out, { timeout: LIMIT_MS }).toMatch(/^API key +rl_\w+\n/m);
    expect(output.out).toMatch(
      /^(?:Making .+\n)?Console {2}http:\/\/127\.0\.0\.1:(\d+)\/console\/\nGraphQL {2}http:\/\/127\.0\.0\.1:\1\/graphql\nAPI key {2}rl_/,
    );
    const url = /http:\S+\/graphql/.exec(output.out)?.[0] ?? '';
    const key = /rl_\w+/.exec(output.out)?.[0];
    expect((await ask(url, key)).status).toBe(200);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(output.err).toBe('');
  });

  it('ends with status 1 and one sentence where the port is in use', { timeout: LIMIT_MS }, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { child, output } = run(port);
    expect(await once(child, 'exit')).toEqual([1, null]);
    other.close();
    expect(output).toEqual({
      out: '',
      err: expect.stringMatching(/^Port \d+ of 127\.0\.0\.1 is in use: [^\n]+\.\n$/),
    });
  });
});
