// Prints what schema.graphql changes for clients, against a commit's: the one given, else HEAD where it differs, else
// the commit before. It informs only: it ends with 1 where the comparison itself fails.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const FILE = 'schema.graphql';
const root = fileURLToPath(new URL('..', import.meta.url));
const now = readFileSync(join(root, FILE), 'utf8');

/** The file as a commit has it, or null where there is no such commit or file. */
function readAt(revision) {
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', ['show', `${revision}:${FILE}`], options);
  } catch {
    return null;
  }
}

const [given] = process.argv.slice(2);
const revision = given ?? (readAt('HEAD') === now ? 'HEAD~1' : 'HEAD');
const before = readAt(revision);
if (before === null) {
  console.log(`${revision} has no ${FILE} to compare with.`);
  process.exit(given ? 1 : 0);
}

const changes = await diff(buildSchema(before), buildSchema(now), [DiffRule.simplifyChanges]);
for (const [title, level] of [
  ['Breaking', CriticalityLevel.Breaking],
  ['Dangerous', CriticalityLevel.Dangerous],
  ['Safe', CriticalityLevel.NonBreaking],
]) {
  const ofLevel = changes.filter(({ criticality }) => criticality.level === level);
  console.log(`${title} changes since ${revision}: ${ofLevel.length}`);
  for (const { message } of ofLevel) console.log(`  ${message}`);
}
