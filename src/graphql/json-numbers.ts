import { Kind, type ValueNode } from 'graphql';

type Key = string | number;

/** The places in parsed JSON whose number was written as a floating-point one, where that cannot be seen of it. */
const writtenAsFloat = new WeakMap<object, Set<Key>>();

/** A number of whose value alone it cannot be said whether it was written as a whole one. */
const SUSPECT = /\d[eE]\+?\d|\d{16,}\.\d/;
const TOKEN = /"|-?\d[\d.eE+-]*|[[\]{},]|true|false|null/g;
const FLOAT = /[.eE]/;
/** What has more is refused anyway: it holds too many values. */
const MAX_TOKENS = 1_000_000;

/**
 * JSON.parse, which also keeps in mind which of the numbers beyond 2^53 were written with a point or an exponent:
 * these mean what a double can say, where whole numbers may have lost digits.
 * @throws SyntaxError
 */
export function parseJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && SUSPECT.test(text)) noteFloats(text, value);
  return value;
}

/** Walks the text beside what it became; where a key stands twice, its last value is looked at. */
function noteFloats(text: string, root: object): void {
  const open: Array<{ holder: unknown; key: Key | null }> = [];
  for (const token of tokens(text)) {
    const around = open.at(-1);
    if (token === ',') {
      if (around) around.key = Array.isArray(around.holder) ? Number(around.key) + 1 : null;
    } else if (token === ']' || token === '}') {
      open.pop();
    } else if (token === '[' || token === '{') {
      const holder = around ? childOf(around.holder, around.key) : root;
      open.push({ holder, key: token === '[' ? 0 : null });
    } else if (around && around.key === null) {
      around.key = String(JSON.parse(token));
    } else if (around?.key != null && FLOAT.test(token) && !token.startsWith('"')) {
      noteFloat(around.holder, around.key);
    }
  }
}

function* tokens(text: string): Generator<string> {
  const pattern = new RegExp(TOKEN);
  for (let count = 0; count < MAX_TOKENS; count += 1) {
    const found = pattern.exec(text);
    if (!found) return;
    if (found[0] !== '"') {
      yield found[0];
      continue;
    }
    const end = endOfString(text, found.index);
    yield text.slice(found.index, end);
    pattern.lastIndex = end;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function childOf(holder: unknown, key: Key | null): unknown {
  return typeof holder === 'object' && holder !== null && key !== null ? Reflect.get(holder, key) : null;
}

function noteFloat(holder: unknown, key: Key): void {
  const value = childOf(holder, key);
  if (typeof holder !== 'object' || holder === null) return;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return;
  const keys = writtenAsFloat.get(holder) ?? new Set();
  writtenAsFloat.set(holder, keys.add(key));
}

/** The same for a value that stands in a document. */
export function noteFloatLiterals(node: ValueNode, value: unknown): void {
  if (node.kind === Kind.LIST) {
    for (const [place, item] of node.values.entries()) noteLiteral(item, value, place);
  } else if (node.kind === Kind.OBJECT) {
    for (const field of node.fields) noteLiteral(field.value, value, field.name.value);
  }
}

function noteLiteral(node: ValueNode, holder: unknown, key: Key): void {
  if (node.kind === Kind.FLOAT) noteFloat(holder, key);
  else noteFloatLiterals(node, childOf(holder, key));
}

/**
 * Whether a number in JSON may be another than the one that was written: a whole one that no double is sure to hold.
 * @param holder The list or object that it stands in; null where it stands alone.
 */
export function mayHaveLostDigits(value: number, holder: object | null, key: Key | undefined): boolean {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return false;
  return holder === null || key === undefined || !writtenAsFloat.get(holder)?.has(key);
}
