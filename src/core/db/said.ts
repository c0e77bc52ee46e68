import { createSignal } from '../signal.js';
import { tally } from '../tally.js';

/** A statement that was answered, or failed. */
export interface Said {
  sql: string;
  ms: number;
  isFailed: boolean;
}

/** Every statement of this process, but for BEGIN and COMMIT. */
export const statements = createSignal<Said>();

/** Of our own it stands at the beginning, of Prisma's at the end. */
const OWN_NAME = /^(?:\/\* prepared (?:long )?\*\/ )?\/\* (\w+) \*\//;
const NAME_OF_PRISMA = /\/\*name='([\w.]+)'[^*]*\*\/$/;

/** What a statement is called, in every list of the database's: its text has it as a comment. */
export function nameOf(sql: string): string | undefined {
  return (OWN_NAME.exec(sql) ?? NAME_OF_PRISMA.exec(sql))?.[1];
}

/** Counts a statement among its request's, and tells of it. */
export function saying<T>(sql: string, send: () => Promise<T>): Promise<T> {
  const own = tally();
  if (own) own.statements += 1;
  return statements.isHeard() ? telling(sql, send) : send();
}

async function telling<T>(sql: string, send: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let isFailed = true;
  try {
    const answer = await send();
    isFailed = false;
    return answer;
  } finally {
    statements.tell({ sql, ms: performance.now() - startedAt, isFailed });
  }
}
