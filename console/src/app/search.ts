import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What stands behind the question mark: texts, or several under one name. Each screen reads its own out of them. */
export type Search = Record<string, string | string[] | undefined>;

/** What changes of a search: a text, several, or null for nothing any more. */
export type SearchChanges = Record<string, string | readonly string[] | null>;

/** `?status=FAILED&status=CANCELED` as `{ status: ['FAILED', 'CANCELED'] }`. */
export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === '__proto__') continue;
    // What every object has, such as `constructor`, stands in no address.
    const known = Object.hasOwn(search, name) ? search[name] : undefined;
    search[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return search;
}

/** The other way round, with the question mark; empty for nothing. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') params.append(name, String(one));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** All values under a name. */
export function manyOf(search: Search, name: string): string[] {
  const value = search[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The value under a name, the last if there are several. */
export function oneOf(search: Search, name: string): string | undefined {
  return manyOf(search, name).at(-1);
}

/** The value of a closed set under a name, or the usual one: then what stands there is added to the problems. */
export function choiceOf<Value extends string>(
  search: Search,
  name: string,
  values: readonly Value[],
  usual: Value,
  problems: string[],
): Value {
  const text = oneOf(search, name);
  const found = values.find((value) => value === text);
  if (text !== undefined && found === undefined) problems.push(unknownValue(name, text));
  return found ?? usual;
}

/** Says that a name has no such value. */
export const unknownValue = (name: string, text: string) => `${name}: there is no "${text.slice(0, 40)}".`;

/** A search with changes made. */
export function changed(search: Search, changes: SearchChanges): Search {
  const next: Search = { ...search };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '' || value.length === 0) delete next[name];
    else next[name] = typeof value === 'string' ? value : [...value];
  }
  return next;
}

/** The search of the page that is shown, and how to change it. */
export function useSearchState(): [
  Search,
  (changes: SearchChanges, options?: { replace?: boolean }) => void,
] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changes: SearchChanges, { replace = false }: { replace?: boolean } = {}) =>
      void navigate({ to: '.', search: (now: Search) => changed(now, changes), replace, resetScroll: false }),
    [navigate],
  );
  return [search, change];
}
