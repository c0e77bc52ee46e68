import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.js';
import { perRequest } from './per-request.js';

type Path = GraphQLResolveInfo['path'];

/**
 * Loads rows by their ids with what a field's selection asks of them: one statement for all that are asked for at one
 * place of the document, whatever lists are above it.
 * @param find Reads rows with the selection of the field.
 */
export function rowsOfField<Row extends { id: string }>(
  find: (context: Context, info: GraphQLResolveInfo, ids: string[]) => Promise<readonly Row[]>,
) {
  const loaders = perRequest(() => new Map<string, DataLoader<string, Row | null>>());
  return (context: Context, info: GraphQLResolveInfo): DataLoader<string, Row | null> => {
    const known = loaders(context);
    const place = placeOf(info.path);
    const loader =
      known.get(place) ??
      new DataLoader(async (ids: readonly string[]) => {
        const rows = new Map((await find(context, info, [...ids])).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id) ?? null);
      });
    known.set(place, loader);
    return loader;
  };
}

function placeOf(path: Path): string {
  const names: string[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) if (typeof at.key === 'string') names.push(at.key);
  return names.join('.');
}
