import { setTimeout as sleep } from 'node:timers/promises';
import type { ScopedDb } from '../core/db/tenancy.js';
import { NIL_UUID } from '../core/ids.js';
import { LEVELS } from './rollup-cells.sql.js';
import {
  type Days,
  type Difference,
  noteRepairs,
  ownersAfter,
  type RollupOwner,
  readDifferences,
  spanOf,
} from './rollup-check.sql.js';
import { feedRollups } from './rollup-feed.service.js';
import { nextRepair } from './rollup-repair.sql.js';
import { DAY_MS } from './scope.js';

/** How many days one statement looks at, and how many owners are read at a time. */
const DAYS_AT_ONCE = 14;
const OWNERS_AT_ONCE = 500;
/** The pause after each step of a repair. */
const BUSY_MS = 20;

/** Every owner's time in pieces, and then everybody's. */
async function* pieces(db: ScopedDb): AsyncGenerator<readonly [RollupOwner, Days]> {
  for await (const ownerId of everyOwner(db)) {
    const span = await spanOf(db, ownerId);
    if (!span) continue;
    const end = span.to.getTime();
    for (let at = span.from.getTime(); at < end; at += DAYS_AT_ONCE * DAY_MS) {
      yield [ownerId, { from: new Date(at), to: new Date(Math.min(end, at + DAYS_AT_ONCE * DAY_MS)) }];
    }
  }
}

async function* everyOwner(db: ScopedDb): AsyncGenerator<RollupOwner> {
  for (let page = await ownersAfter(db, NIL_UUID, OWNERS_AT_ONCE); page.length > 0; ) {
    yield* page;
    page = await ownersAfter(db, page.at(-1) ?? NIL_UUID, OWNERS_AT_ONCE);
  }
  yield null;
}

/** Compares every roll-up with what it is made of. Nothing waits for it: each statement is of one moment. */
export async function checkRollups(db: ScopedDb): Promise<Difference[]> {
  const found: Difference[] = [];
  for await (const [ownerId, days] of pieces(db)) {
    for (const level of LEVELS) found.push(...(await readDifferences(db, ownerId, days, level)));
  }
  return found;
}

/** Makes every roll-up anew, a piece after the other, so that statistics read few rows meanwhile. */
export async function rebuildRollups(db: ScopedDb): Promise<void> {
  for await (const [ownerId, days] of pieces(db)) {
    await noteRepairs(db, ownerId, days);
    while ((await feedRollups(db)) || (await nextRepair(db)) !== null) await sleep(BUSY_MS);
  }
}
