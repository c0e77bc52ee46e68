import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { readConsole } from '../../src/server/console/built.js';
import { createTestApp, type TestApp, type TestAppOptions } from './app.js';
import { createTestDatabase } from './database.js';

const ORIGIN = 'http://localhost';
export const SCRIPT = 'console.log("the console");\n'.repeat(100);
export const STYLE = 'body { color: red; }';
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Runledger</title>
    <script type="module" crossorigin src="./assets/index-C0ffee.js"></script>
    <link rel="stylesheet" crossorigin href="./assets/index-Beef.css">
  </head>
  <body><div id="root"></div></body>
</html>
`;
export const SCRIPT_PATH = '/console/assets/index-C0ffee.js';
/** What a browser accepts. */
export const HTML = Object.freeze({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });

/** A folder as the build leaves it, beside a file that is none of it. */
export async function buildHere(): Promise<{ folder: string; consoleDir: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-console-'));
  const consoleDir = join(folder, 'console');
  await mkdir(join(consoleDir, 'assets'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    '../secret.txt': 'not to be seen',
    'index.html': INDEX,
    'logo.svg': ICON,
    'assets/index-C0ffee.js': SCRIPT,
    'assets/index-C0ffee.js.br': brotliCompressSync(SCRIPT),
    'assets/index-C0ffee.js.gz': gzipSync(SCRIPT),
    'assets/index-Beef.css': STYLE,
    'assets/index-Beef.css.gz': gzipSync(STYLE),
    'assets/face-F00d.woff2': 'a font',
    'assets/odd-1.bin': 'bytes',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(consoleDir, name), content);
  return { folder, consoleDir };
}

export interface ConsoleWorld {
  /** Where the console is below, and nothing is read from. */
  folder: string;
  /** Serves the console of the folder. */
  app: TestApp;
  /** Asks that app, or another. */
  get(path: string, headers?: Record<string, string>, of?: TestApp, method?: string): Promise<Response>;
  /** An app on the same database, with the same console unless told otherwise. */
  appWith(options: TestAppOptions): Promise<TestApp>;
  close(): Promise<void>;
}

/** A server with a small console. */
export async function openConsole(): Promise<ConsoleWorld> {
  const { folder, consoleDir } = await buildHere();
  const builtConsole = readConsole(consoleDir);
  const database = await createTestDatabase();
  const apps: TestApp[] = [];
  async function appWith(options: TestAppOptions): Promise<TestApp> {
    const app = await createTestApp({ on: database, builtConsole, ...options });
    apps.push(app);
    return app;
  }
  const app = await appWith({});
  return {
    folder,
    app,
    appWith,
    get: async (path, headers = {}, of = app, method = 'GET') =>
      of.app.fetch(`${ORIGIN}${path}`, { method, headers }),
    async close() {
      for (const each of apps) await each.close();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Where the page's own addresses lead, seen from where the page was opened. */
export function addressesIn(html: string, path: string): string[] {
  return [...html.matchAll(/\s(?:src|href)="([^"]+)"/g)].map(
    ([, address = '']) => new URL(address, `${ORIGIN}${path}`).pathname,
  );
}

export const metaIn = (html: string, name: string) =>
  new RegExp(`<meta name="${name}" content="([^"]*)">`).exec(html)?.[1];

export function decoded(bytes: Buffer, encoding: string | null): Buffer {
  if (bytes.byteLength === 0) return bytes;
  if (encoding === 'br') return brotliDecompressSync(bytes);
  return encoding === 'gzip' ? gunzipSync(bytes) : bytes;
}
