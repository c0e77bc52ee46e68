import { errorCode, errorMessage } from './errors.js';

/**
 * What keeps the database from answering, for now: it cannot be reached; it takes no writes; it has no room for one
 * more, which is over in a moment; or this one statement took too long.
 */
export type OutageKind = 'unreachable' | 'unwritable' | 'busy' | 'slow';

export interface Outage {
  kind: OutageKind;
  /** For the log: no caller is told. */
  reason: string;
}

/** When it is worth to ask again, in seconds. */
export const RETRY_AFTER: Readonly<Record<OutageKind, number>> = {
  unreachable: 2,
  unwritable: 10,
  busy: 1,
  slow: 1,
};

const KIND_OF_CODE: Readonly<Record<string, OutageKind>> = {
  // Sockets
  EAI_AGAIN: 'unreachable',
  ECONNABORTED: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'unreachable',
  EPIPE: 'unreachable',
  ETIMEDOUT: 'unreachable',
  // Files of an embedded database
  EDQUOT: 'unwritable',
  EIO: 'unwritable',
  ENOSPC: 'unwritable',
  EROFS: 'unwritable',
  // PostgreSQL
  '25006': 'unwritable',
  '28000': 'unreachable',
  '28P01': 'unreachable',
  '25P03': 'busy',
  '25P04': 'slow',
  '3D000': 'unreachable',
  '40001': 'busy',
  '40P01': 'busy',
  '53100': 'unwritable',
  '53200': 'busy',
  '53300': 'busy',
  '53400': 'busy',
  '55P03': 'busy',
  '57014': 'slow',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  '57P04': 'unreachable',
  '57P05': 'unreachable',
  '58000': 'unwritable',
  '58030': 'unwritable',
  // What Prisma's adapters make of them
  ConnectionClosed: 'unreachable',
  DatabaseNotReachable: 'unreachable',
  SocketTimeout: 'unreachable',
  TooManyConnections: 'busy',
  TransactionAlreadyClosed: 'slow',
  TransactionWriteConflict: 'busy',
  // Prisma
  P1000: 'unreachable',
  P1001: 'unreachable',
  P1002: 'unreachable',
  P1003: 'unreachable',
  P1008: 'unreachable',
  P1010: 'unreachable',
  P1017: 'unreachable',
  P1018: 'slow',
  P2024: 'busy',
  P2028: 'busy',
  P2034: 'busy',
  P2037: 'busy',
};

/** What has no code: the driver's own words, and PGlite's. */
const KIND_OF_WORDS: ReadonlyArray<readonly [RegExp, OutageKind]> = [
  [/^timeout exceeded when trying to connect/, 'busy'],
  [
    /connection terminated|connection timeout|timeout expired|not queryable|client was closed/i,
    'unreachable',
  ],
  [/cannot use a pool after calling end/i, 'unreachable'],
  // PostgreSQL says so without a code of its own, on a full disk, to whom it keeps its catalog's cache for.
  [/could not write init file/, 'unwritable'],
  [/PGlite is (closed|closing)/i, 'unreachable'],
];
const MAX_DEPTH = 6;

/** What a failure says of the database; null where it is not the database's passing state that made it. */
export function outageOf(error: unknown): Outage | null {
  for (const fault of causesOf(error)) {
    const kind = kindOf(fault);
    if (kind) return { kind, reason: reasonOf(error) };
  }
  return null;
}

function kindOf(fault: object): OutageKind | undefined {
  for (const code of [errorCode(fault), textOf(fault, 'originalCode'), textOf(fault, 'kind')]) {
    if (code === undefined) continue;
    const kind = KIND_OF_CODE[code] ?? (/^08.{3}$/.test(code) ? 'unreachable' : undefined);
    if (kind) return kind;
  }
  // A socket that is a file.
  if (errorCode(fault) === 'ENOENT' && textOf(fault, 'syscall') === 'connect') return 'unreachable';
  const message = textOf(fault, 'message') ?? '';
  return KIND_OF_WORDS.find(([words]) => words.test(message))?.[1];
}

/** The innermost first: Prisma says of many things only that a query failed. */
function causesOf(error: unknown): object[] {
  const found: object[] = [];
  let next = error;
  while (typeof next === 'object' && next !== null && found.length < MAX_DEPTH) {
    found.unshift(next);
    const meta: unknown = Reflect.get(next, 'meta');
    next =
      Reflect.get(next, 'originalError') ??
      Reflect.get(next, 'cause') ??
      (typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'driverAdapterError') : undefined);
  }
  return found;
}

/** What was said at the innermost place that said anything. */
function reasonOf(error: unknown): string {
  for (const fault of causesOf(error)) {
    const words = textOf(fault, 'originalMessage') ?? textOf(fault, 'message') ?? textOf(fault, 'code');
    if (words) return words;
  }
  return errorMessage(error);
}

function textOf(fault: object, name: string): string | undefined {
  const value: unknown = Reflect.get(fault, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
