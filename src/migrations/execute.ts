import { errorCode, errorMessage } from '../core/db/errors.js';
import type { SqlExecutor, SqlSession } from '../core/db/session.js';
import { MigrationError, NO_TRANSACTION, type SqlFile } from './files.js';
import { abbreviate, lineAt, SqlSyntaxError, type Statement, splitStatements } from './statements.js';

const ACTIVE_SQL_TRANSACTION = '25001';

/**
 * Runs a file and what notes it in one transaction.
 * @throws MigrationError naming the line and the statement; nothing is kept then.
 */
export async function runInTransaction(
  session: SqlSession,
  name: string,
  file: SqlFile,
  record: (tx: SqlExecutor) => Promise<void>,
): Promise<void> {
  const statements = await statementsOf(name, file);
  const intruder = statements.find(({ controlsTransaction }) => controlsTransaction);
  if (intruder !== undefined) {
    throw new MigrationError(
      `Migration ${name} cannot run: ${file.path}:${intruder.line} says "${abbreviate(intruder.text)}", but a migration is one transaction already; if it cannot be, make its first line "${NO_TRANSACTION}".`,
    );
  }
  let ran = false;
  try {
    await session.transaction(async (tx) => {
      await runEach(tx, name, file, statements);
      ran = true;
      await record(tx);
    });
  } catch (error) {
    if (!ran || error instanceof MigrationError) throw error;
    throw new MigrationError(`Migration ${name} (${file.path}) failed at COMMIT: ${errorMessage(error)}.`, {
      cause: error,
    });
  }
}

/** @throws MigrationError naming the line that is no SQL. */
export async function statementsOf(name: string, file: SqlFile): Promise<Statement[]> {
  try {
    return await splitStatements(file.sql);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    throw new MigrationError(
      `Migration ${name} cannot be read: ${file.path}:${error.line}: ${error.message}.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Runs statements one by one.
 * @throws MigrationError naming the one that failed.
 */
export async function runEach(
  executor: SqlExecutor,
  name: string,
  file: SqlFile,
  statements: readonly Statement[],
): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      await executor.exec(statement.text);
    } catch (error) {
      throw new MigrationError(failure(name, file, statement, index + 1, error), { cause: error });
    }
  }
}

function failure(name: string, file: SqlFile, statement: Statement, number: number, error: unknown): string {
  const line = statement.line + lineAt(statement.text.slice(0, positionIn(error))) - 1;
  const detail = errorField(error, 'detail');
  const what = `Migration ${name} failed at ${file.path}:${line}, statement ${number} (${abbreviate(statement.text)}): ${errorMessage(error)}${detail ? ` (${detail})` : ''}.`;
  if (!file.transactional) {
    return `${what} The statements before it stay done: repair by hand, then use "runledger migrate resolve".`;
  }
  const hint =
    errorCode(error) === ACTIVE_SQL_TRANSACTION
      ? ` Make "${NO_TRANSACTION}" the first line of the file.`
      : '';
  return `${what} Nothing of it was kept.${hint}`;
}

/** How much of the statement comes before the error; nothing where the server did not say. */
function positionIn(error: unknown): number {
  return Math.max(Number(errorField(error, 'position') ?? 1) - 1, 0);
}

function errorField(error: unknown, field: 'detail' | 'position'): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : undefined;
}
