import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { PACKAGE_ROOT } from '../../core/paths.js';
import { type Bytes, type Content, etagOf } from '../pages/content.js';
import { ENCODINGS, type Encoding } from '../pages/encoding.js';

/** Where the build puts the console. */
export const CONSOLE_DIR = join(PACKAGE_ROOT, 'dist', 'console');
/** Files with their contents' hash in the name. */
export const ASSETS = 'assets/';

const INDEX = 'index.html';
/** Another content has another name. */
const FOREVER = 'public, max-age=31536000, immutable';
const ENDINGS = { br: '.br', gzip: '.gz' } as const satisfies Record<Encoding, string>;
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The console, as the build left it. */
export interface BuiltConsole {
  /** The page that every address of the console begins with. */
  index: string;
  /** What else there is; null for a name that nothing has. */
  file(name: string): Promise<Content | null>;
}

/**
 * Reads the names of the console's files, once: what is asked is looked up among them, and never on the disk.
 * Each is read when it is first asked for, and kept: together they are a few hundred KiB.
 * @returns null where no console was built.
 */
export function readConsole(folder: string = CONSOLE_DIR): BuiltConsole | null {
  const index = join(folder, INDEX);
  if (!existsSync(index)) return null;
  const names = new Set(namesIn(folder));
  const read = new Map<string, Promise<Content>>();
  return {
    index: readFileSync(index, 'utf8'),
    async file(name) {
      if (name === INDEX || isCompressed(name) || !names.has(name)) return null;
      let content = read.get(name);
      if (!content) {
        content = readContent(folder, name, names);
        read.set(name, content);
      }
      try {
        return await content;
      } catch {
        // A build has taken it away since.
        read.delete(name);
        return null;
      }
    },
  };
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const isCompressed = (name: string) => Object.values(ENDINGS).some((ending) => name.endsWith(ending));

async function readContent(folder: string, name: string, names: ReadonlySet<string>): Promise<Content> {
  const encodings = ENCODINGS.filter((encoding) => names.has(name + ENDINGS[encoding]));
  const plain = await readFile(join(folder, name));
  const bodies = new Map<Encoding | null, Bytes>([[null, plain]]);
  for (const encoding of encodings)
    bodies.set(encoding, await readFile(join(folder, name + ENDINGS[encoding])));
  return {
    etag: etagOf(plain),
    headers: {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'cache-control': name.startsWith(ASSETS) ? FOREVER : 'no-cache',
    },
    encodings,
    body: (encoding) => bodies.get(encoding) ?? plain,
  };
}
