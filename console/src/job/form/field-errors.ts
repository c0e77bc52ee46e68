import type { Failure } from '../../api/errors.js';

/** What is wrong, by the field that it is said on; the rest is said above the form. */
export interface FieldErrors {
  of(field: string): string | null;
  /** Null where fields say all of it. */
  rest: Failure | null;
}

/** A slug that is taken comes as a conflict of the whole job. */
const CONFLICT_FIELD = 'slug';

/**
 * @param fields Each as its path below `input`, joined with dots: `schedule.cron`. An issue is of the field that its path
 * begins with.
 */
export function fieldErrors(failure: Failure | null, fields: readonly string[]): FieldErrors {
  const found = new Map<string, string>();
  let isSaid = failure !== null;
  for (const { path, message } of failure?.issues ?? []) {
    const below = path[0] === 'input' ? path.slice(1) : path;
    const name = below.join('.');
    const field = fields.find((one) => name === one || name.startsWith(`${one}.`));
    if (field === undefined) isSaid = false;
    else if (!found.has(field))
      found.set(field, sentenceOf(message, path, below.slice(field.split('.').length)));
  }
  if (failure?.code === 'CONFLICT') found.set(CONFLICT_FIELD, failure.message);
  if (found.size === 0) isSaid = false;
  return { of: (field) => found.get(field) ?? null, rest: isSaid ? null : failure };
}

/** Without the path that the API puts before it: it stands on its field. Of a list, which of it is said. */
function sentenceOf(message: string, path: readonly string[], within: readonly string[]): string {
  const prefix = `${path.join('.')}: `;
  const bare = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  const nth = within.map((one) => `${Number(one) + 1}`).find((one) => one !== 'NaN');
  const text = bare.charAt(0).toUpperCase() + bare.slice(1);
  return nth === undefined ? text : `Number ${nth}: ${bare}`;
}
