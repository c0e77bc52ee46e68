import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import pg from 'pg';
import type { ServerConfig } from './config.js';
import { StartupError } from './errors.js';

/** How long a statement may be without an answer before the database is asked what became of it. */
const SILENT_MS = 3_000;
/** How much longer than the server lets a statement run its answer may take: after that the connection is lost. */
const ANSWER_MARGIN_MS = 2_000;
/** What a step of a statement may hold in memory before it writes to the disk, in KiB: the histograms of a busy year. */
const WORK_KIB = 16_384;
/** How long a goodbye may take. */
const END_MS = 1_000;
/** How long a connection is quiet before TCP asks whether its other end is there. */
const KEEP_ALIVE_AFTER_MS = 10_000;

export interface ConnectionOptions {
  /** The longest that the server lets a statement run; 0 for no limit, and so none for its answer. */
  statementTimeoutMs: number;
  /** Called where a statement has been without an answer for a while, once for each. */
  onSilent?: (connection: Connection) => void;
}

/** A statement that is under way, and how much had come by when it was looked at. */
export interface Silence {
  statement: number;
  bytesRead: number;
}

/**
 * A connection that is never waited for without end: each statement has a deadline for its answer, and a connection
 * that does not keep it is thrown away, since what comes later would be taken for the answer to something else.
 */
export class Connection extends pg.Client {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  /** Whether a pooler gives each transaction another session. */
  readonly #isPooled: boolean;
  #answerMs: number;
  #timer: NodeJS.Timeout | undefined;
  /** How many statements there were, and since when the last one is under way; null where none is. */
  #statements = 0;
  #askedAt: number | null = null;
  #isTold = false;
  /** The server's process, as it says itself; null where it is not known, or a pooler between hands it around. */
  #backend: number | null = null;

  constructor(config: ServerConfig, options: ConnectionOptions) {
    const socket = new Socket();
    super({ ...clientConfig(config), stream: () => socket });
    this.#socket = socket;
    this.#options = options;
    this.#isPooled = config.direct !== undefined;
    // Until it is prepared, which is a part of connecting.
    this.#answerMs = config.connectTimeoutMs;
    // As values, since each has many forms, all of them the library's.
    this.query = new Proxy(this.query, {
      apply: (query, self, args) => {
        this.#ask();
        return Reflect.apply(query, self, this.#backend === null ? args.map(unnamed) : args);
      },
    });
    this.end = new Proxy(this.end, {
      apply: (end, self, args) => {
        setTimeout(() => socket.destroy(), END_MS).unref();
        return Reflect.apply(end, self, args);
      },
    });
    this.on('drain', () => {
      this.#askedAt = null;
    });
    this.on('end', () => {
      this.#askedAt = null;
      clearTimeout(this.#timer);
    });
    // A connection that breaks shows at its next statement; where nobody hears of it before, it would end the process.
    // The pool and Prisma's adapter listen too, but not while they hand a connection over.
    this.on('error', () => undefined);
  }

  get backend(): number | null {
    return this.#backend;
  }

  /**
   * The adapter writes and reads times without their offset, so the session's zone has to be UTC. Compiling a plan
   * takes longer than any statement here runs, so there is no JIT. A pooler keeps the zone for each client; whatever else
   * is set would be anybody's whose transaction comes next. Where the server sets more memory apart for a sort, it stays so.
   */
  async prepare(): Promise<void> {
    const { statementTimeoutMs } = this.#options;
    if (this.#isPooled) await this.query(`SELECT set_config('TimeZone', 'UTC', false)`);
    else await this.#prepareSession(statementTimeoutMs);
    this.#answerMs =
      statementTimeoutMs === 0 ? Number.POSITIVE_INFINITY : statementTimeoutMs + ANSWER_MARGIN_MS;
  }

  async #prepareSession(statementTimeoutMs: number): Promise<void> {
    const { rows } = await this.query<{ pid: number }>(
      `SELECT pg_backend_pid() AS pid, set_config('TimeZone', 'UTC', false),
        set_config('statement_timeout', $1, false), set_config('jit', 'off', false),
        set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')) / 1024, $2::bigint)::text, false)`,
      [String(statementTimeoutMs), String(WORK_KIB)],
    );
    const pid = rows[0]?.pid ?? null;
    const own: unknown = Reflect.get(this, 'processID');
    this.#backend = pid === own ? pid : null;
  }

  /** The statement that has been without an answer for a while; null where there is none. */
  silence(): Silence | null {
    if (this.#askedAt === null || performance.now() - this.#askedAt < SILENT_MS) return null;
    return { statement: this.#statements, bytesRead: this.#socket.bytesRead };
  }

  /** Breaks it: whoever waits for an answer gets an error, and nobody uses it again. */
  lose(reason: string): void {
    this.#socket.destroy(
      Object.assign(new Error(reason), { code: 'ETIMEDOUT', syscall: 'read', errno: -110 }),
    );
  }

  #ask(): void {
    this.#statements += 1;
    this.#askedAt = performance.now();
    this.#isTold = false;
    // One timer for many statements: it looks how long the one is under way that it finds.
    this.#timer ??= setTimeout(this.#look, Math.min(SILENT_MS, this.#answerMs)).unref();
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    if (this.#askedAt === null) return;
    const silentMs = performance.now() - this.#askedAt;
    if (silentMs >= this.#answerMs) {
      this.#giveUp(this.#statements);
      return;
    }
    if (silentMs >= SILENT_MS && !this.#isTold) {
      this.#isTold = true;
      this.#options.onSilent?.(this);
    }
    const nextMs = silentMs >= SILENT_MS ? this.#answerMs : Math.min(SILENT_MS, this.#answerMs);
    if (nextMs < Number.POSITIVE_INFINITY) this.#timer = setTimeout(this.#look, nextMs - silentMs).unref();
  };

  /** After what has come meanwhile was read: it may be this process that was busy, and not the database. */
  #giveUp(statement: number): void {
    setImmediate(() => {
      if (this.#askedAt === null) return;
      if (this.#statements === statement) this.lose('The database did not answer in time.');
      else this.#timer ??= setTimeout(this.#look, Math.min(SILENT_MS, this.#answerMs)).unref();
    });
  }
}

function clientConfig(config: ServerConfig): pg.ClientConfig {
  return {
    ...config.connection,
    application_name: 'runledger',
    connectionTimeoutMillis: config.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    ssl: tlsOptions(config),
  };
}

function tlsOptions({ tls, tlsCa }: ServerConfig): pg.ClientConfig['ssl'] {
  if (tls === 'off') return false;
  if (tls === 'require') return { rejectUnauthorized: false };
  if (tlsCa === undefined) return { rejectUnauthorized: true };
  try {
    return { rejectUnauthorized: true, ca: readFileSync(tlsCa, 'utf8') };
  } catch (error) {
    throw new StartupError(`The file ${tlsCa} (DB_TLS_CA) cannot be read.`, { cause: error });
  }
}

/** A pooler hands each statement to another session, which has prepared none of them. */
function unnamed(argument: unknown): unknown {
  const isNamed =
    typeof argument === 'object' && argument !== null && 'name' in argument && 'text' in argument;
  return isNamed ? { ...argument, name: undefined } : argument;
}
