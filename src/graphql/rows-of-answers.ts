import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { NotFoundError } from '../core/domain-errors.js';
import type { Context } from './context.js';

/** An answer that shows a row. */
export interface WithRow {
  /** As the document selects it, once it is read. */
  row?: { id: string };
}

/** The rows that answers show. */
export interface RowsOf<Answer> {
  /** Which field of an answer does. */
  field: string;
  /** Its UUID. */
  idOf(answer: Answer): string;
  find(
    context: Context,
    query: { where: { id: { in: string[] } }; select: { id: true } },
  ): Promise<Array<{ id: string }>>;
  /** Why it is not there. */
  gone(id: string): NotFoundError;
}

/**
 * The answers with their rows, which one statement reads as the document selects them. What was deleted in the meantime
 * is not found, whatever was done to it before. Nothing is read where only ids are asked for.
 * @param info Of the field that gives the answers.
 */
export async function withRows<Answer extends object>(
  { field, idOf, find, gone }: RowsOf<NoInfer<Answer>>,
  answers: readonly Answer[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Array<(Answer & WithRow) | NotFoundError>> {
  const query = queryFromInfo({ context, info, select: { id: true }, path: [field] });
  if (answers.length === 0 || isOfIds(query)) return [...answers];
  const rows = await find(context, { ...query, where: { id: { in: [...new Set(answers.map(idOf))] } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return answers.map((answer) => {
    const row = byId.get(idOf(answer));
    return row ? { ...answer, row } : gone(idOf(answer));
  });
}

/** The same, without those whose row is gone. */
export async function ofRowsThere<Answer extends object>(
  rows: RowsOf<NoInfer<Answer>>,
  answers: readonly Answer[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Answer[]> {
  const read = await withRows(rows, answers, context, info);
  return read.flatMap((answer) => (answer instanceof NotFoundError ? [] : [answer]));
}

function isOfIds(query: object): boolean {
  const select: unknown = 'select' in query ? query.select : null;
  return (
    typeof select === 'object' && select !== null && Object.keys(select).every((column) => column === 'id')
  );
}
