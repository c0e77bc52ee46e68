import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const KIB = 1_024;
const MAX_SCRIPTS_KIB = 200;
const MAX_STYLES_KIB = 20;
const FOLDER = 'dist/console';
/** Static imports and what is imported again for others, as the bundler writes them. */
const IMPORTS = /(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g;

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const inKib = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(read(file)).byteLength, 0) / KIB;

/** A script with everything that the browser fetches before it runs. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of read(file).matchAll(IMPORTS)) withImports(`assets/${name}`, seen);
  return seen;
}

it(`begins with at most ${MAX_SCRIPTS_KIB} KiB of scripts and ${MAX_STYLES_KIB} KiB of styles, compressed`, () => {
  const html = read('index.html');
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
  const scripts = new Set(
    files.filter((file) => file.endsWith('.js')).flatMap((file) => [...withImports(file)]),
  );
  const styles = new Set(files.filter((file) => file.endsWith('.css')));
  expect(scripts.size).toBeGreaterThan(0);
  expect(styles.size).toBeGreaterThan(0);
  const [js, css] = [inKib(scripts), inKib(styles)];
  process.stdout.write(
    `the console begins with ${js.toFixed(1)} KiB of scripts, ${css.toFixed(1)} KiB of styles\n`,
  );
  expect(js).toBeLessThan(MAX_SCRIPTS_KIB);
  expect(css).toBeLessThan(MAX_STYLES_KIB);
});
