/** Values of any JSON, for a tree that shows them piece by piece. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Where a value is: the names and places that lead to it. */
export type JsonPath = readonly (string | number)[];

/** A part of a value: a name or place, and what is there. */
export type JsonEntry = readonly [string | number, unknown];

/** Searching stops there: what is shown of more could not be read. */
const MAX_HITS = 1_000;
/** Values looked at by one search. */
const MAX_VISITED = 200_000;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

export function entriesOf(value: unknown): readonly JsonEntry[] | null {
  if (Array.isArray(value)) return value.map((item: unknown, at): JsonEntry => [at, item]);
  if (typeof value === 'object' && value !== null) return Object.entries(value);
  return null;
}

/** `$.pages[3]["odd name"]` */
export function pathText(path: JsonPath): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number'
        ? `${text}[${part}]`
        : IDENTIFIER.test(part)
          ? `${text}.${part}`
          : `${text}[${JSON.stringify(part)}]`,
    '$',
  );
}

/** A key of a path that no other path has. */
export const pathKey = (path: JsonPath): string => JSON.stringify(path);

export interface JsonHits {
  /** Keys of the paths that hold the text in their name or their value. */
  hits: ReadonlySet<string>;
  /** Keys of all that must be open for the hits to be seen. */
  opened: ReadonlySet<string>;
  isCapped: boolean;
}

/** Names and plain values that contain a text, in any case. */
export function searchJson(root: unknown, text: string): JsonHits {
  const wanted = text.toLowerCase();
  const hits = new Set<string>();
  const opened = new Set<string>();
  let visited = 0;
  // No recursion: what is nested deeply must not exhaust the stack.
  const stack: { path: JsonPath; value: unknown }[] = [{ path: [], value: root }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { path, value } = next;
    if (hits.size >= MAX_HITS || visited++ >= MAX_VISITED) return { hits, opened, isCapped: true };
    const name = path.at(-1);
    const entries = entriesOf(value);
    const isHit =
      (typeof name === 'string' && name.toLowerCase().includes(wanted)) ||
      (entries === null && String(value).toLowerCase().includes(wanted));
    if (isHit) {
      hits.add(pathKey(path));
      for (let length = 0; length < path.length; length++) opened.add(pathKey(path.slice(0, length)));
    }
    if (entries)
      for (const [part, item] of entries.toReversed()) stack.push({ path: [...path, part], value: item });
  }
  return { hits, opened, isCapped: false };
}

/** Each escape that is marked is an element: of a text made of nothing else, the rest are written as text. */
const MAX_MARKED = 2_000;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A piece of text as it can be shown: what cannot be seen, or turns its direction, is written as its escape. */
export function visibleParts(text: string): { text: string; isEscape: boolean }[] {
  const parts: { text: string; isEscape: boolean }[] = [];
  let plain = '';
  const flush = () => {
    if (plain) parts.push({ text: plain, isEscape: false });
    plain = '';
  };
  const characters = [...text];
  for (const [at, char] of characters.entries()) {
    // The joiner within an emoji is part of it.
    const isJoiner = char === '\u200d' && at > 0 && !UNSAFE.test(characters[at - 1] ?? '');
    if (char === '\n' || char === '\t' || isJoiner || !UNSAFE.test(char)) plain += char;
    else {
      const written = `\\u{${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;
      if (parts.length >= 2 * MAX_MARKED) plain += written;
      else {
        flush();
        parts.push({ text: written, isEscape: true });
      }
    }
  }
  flush();
  return parts;
}
