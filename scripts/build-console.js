// Makes dist/console/ from console/, every file of it that gains by it compressed beside.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What is compressed by itself already. */
const COMPRESSED = new Set(['.png', '.woff2']);
/** Less fits into a packet either way. */
const MIN_BYTES = 1_024;

const compressors = {
  '.br': (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  '.gz': (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/** @param root The folder of package.json. */
export async function buildConsole(root) {
  // Of megabytes, and seldom needed.
  const { build } = await import('vite');
  const target = join(root, 'dist', 'console');
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Beside it, so that a server never starts with half of it.
  const folder = mkdtempSync(`${target}-`);
  try {
    await build({
      root: join(root, 'console'),
      configFile: join(root, 'console', 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
    });
    await compressIn(folder);
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compressIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile() && !COMPRESSED.has(extname(each.name)))) {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    if (bytes.byteLength < MIN_BYTES) continue;
    for (const [ending, compress] of Object.entries(compressors)) {
      writeFileSync(path + ending, await compress(bytes));
    }
  }
}
