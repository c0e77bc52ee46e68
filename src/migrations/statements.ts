import { hasSqlDetails, parse } from 'libpg-query';

/** One statement of a file, with where it begins. */
export interface Statement {
  text: string;
  /** Counted from 1. */
  line: number;
  /** Whether it is BEGIN, COMMIT, SAVEPOINT or the like. */
  controlsTransaction: boolean;
}

/** Text that PostgreSQL's parser refuses. */
export class SqlSyntaxError extends Error {
  override name = 'SqlSyntaxError';
  constructor(
    message: string,
    /** Counted from 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

/**
 * Splits a file with PostgreSQL's own parser, which knows dollar quotes, nested comments and SQL function bodies.
 * @throws SqlSyntaxError
 */
export async function splitStatements(sql: string): Promise<Statement[]> {
  // The parser counts bytes.
  const bytes = Buffer.from(sql);
  const { stmts = [] } = await parseSql(sql);
  return stmts.map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const end = length ? start + length : bytes.length;
    return {
      text: bytes.subarray(start, end).toString().trim(),
      line: lineAt(bytes.subarray(0, start).toString()),
      controlsTransaction: stmt !== undefined && 'TransactionStmt' in stmt,
    };
  });
}

async function parseSql(sql: string) {
  // It takes no empty text, and a file of comments only is one.
  try {
    return sql.trim() === '' ? { stmts: [] } : await parse(sql);
  } catch (error) {
    if (!hasSqlDetails(error) || error.sqlDetails === undefined) throw error;
    const { message, cursorPosition } = error.sqlDetails;
    throw new SqlSyntaxError(message, lineAt([...sql].slice(0, cursorPosition).join('')));
  }
}

/** The line that follows some text, counted from 1. */
export function lineAt(before: string): number {
  return before.split('\n').length;
}

const SHOWN_LENGTH = 120;

/** The beginning of a statement on one line. */
export function abbreviate(statement: string): string {
  const line = statement.replace(/\s+/g, ' ');
  return line.length > SHOWN_LENGTH ? `${line.slice(0, SHOWN_LENGTH)}…` : line;
}
