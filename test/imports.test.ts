import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** From the ground up: a file imports from its own floor and from those below it. docs/architecture.md draws them. */
const FLOORS = [
  'src/core/',
  'src/migrations/',
  'src/graphql/',
  'src/feed/',
  'src/auth/',
  'src/mail/',
  'src/activity/',
  'src/people/',
  'src/accounts/',
  'src/jobs/',
  'src/executions/',
  'src/kinds/',
  'src/verification/',
  'src/notifications/',
  'src/insights/',
  'src/alerts/',
  'src/operations/',
  'src/schema.ts',
  'demo/',
  'src/server/',
  'src/commands/',
  'src/main.ts',
] as const;

/** The wings know nothing of each other. */
const WINGS = 'src/kinds/';

const files = ['src', 'demo'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith('.ts') && !name.includes('/generated/')),
);
const known = new Set(files);

/** What each file imports of ours, types and dynamic imports counted. */
const imports = new Map(
  files.map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
    const targets = importedFiles.map(({ fileName }) =>
      relative(ROOT, join(ROOT, dirname(file), fileName.replace(/\.js$/, '.ts'))),
    );
    return [file, targets.filter((target) => known.has(target))];
  }),
);

const floorOf = (file: string) => FLOORS.findIndex((floor) => file.startsWith(floor));
const wingOf = (file: string) => file.slice(WINGS.length).split('/')[0];

function arrows(isWrong: (from: string, to: string) => boolean): string[] {
  return [...imports].flatMap(([from, targets]) =>
    targets.filter((to) => isWrong(from, to)).map((to) => `${from} imports ${to}`),
  );
}

/** Files that import each other, directly or through others: Tarjan's strongly connected components. */
function circles(): string[][] {
  const found: string[][] = [];
  const place = new Map<string, number>();
  const path: string[] = [];
  const visit = (file: string): number => {
    const own = place.size;
    place.set(file, own);
    let lowest = own;
    path.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!place.has(target)) lowest = Math.min(lowest, visit(target));
      else if (path.includes(target)) lowest = Math.min(lowest, place.get(target) ?? own);
    }
    if (lowest === own) {
      const circle = path.splice(path.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return lowest;
  };
  for (const file of files) if (!place.has(file)) visit(file);
  return found;
}

describe('imports', () => {
  it('come from files of some number, each of which has a floor', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  it('go down only', () => {
    expect(arrows((from, to) => floorOf(to) > floorOf(from))).toEqual([]);
  });

  it('go from no kind of job to another', () => {
    const isWing = (file: string) => file.startsWith(WINGS) && file.slice(WINGS.length).includes('/');
    expect(arrows((from, to) => isWing(from) && isWing(to) && wingOf(from) !== wingOf(to))).toEqual([]);
  });

  it('go in no circle', () => {
    expect(circles()).toEqual([]);
  });
});
