import { queryFromInfo } from '@pothos/plugin-prisma';
import type DataLoader from 'dataloader';
import { rowsOfField } from '../graphql/rows-of-field.js';

/** What figures name by ids: of one place of a document all rows come by one statement, with what is selected of them. */
export const jobs = rowsOfField((context, info, ids) =>
  context.db.job.findMany({
    ...queryFromInfo({ context, info, select: { id: true, kind: true, cron: true } }),
    where: { id: { in: ids } },
  }),
);

export const executions = rowsOfField((context, info, ids) =>
  context.db.execution.findMany({
    ...queryFromInfo({ context, info, select: { id: true } }),
    where: { id: { in: ids } },
  }),
);

export const accounts = rowsOfField((context, info, ids) =>
  context.db.account.findMany({
    ...queryFromInfo({ context, info, select: { id: true } }),
    where: { id: { in: ids } },
  }),
);

/** The rows of some ids, in their order, but for those that are gone. */
export async function loadAll<Row>(
  loader: DataLoader<string, Row | null>,
  ids: readonly string[],
): Promise<Row[]> {
  const rows = await Promise.all(ids.map((id) => loader.load(id)));
  return rows.flatMap((row) => (row === null ? [] : [row]));
}

/** The row of an id. @throws Error where there is none. */
export async function loadOne<Row>(loader: DataLoader<string, Row | null>, id: string): Promise<Row> {
  const row = await loader.load(id);
  if (row === null) throw new Error(`${id} is gone`);
  return row;
}
