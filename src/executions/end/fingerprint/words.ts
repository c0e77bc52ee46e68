import { codes, type Token } from './codes.js';
import { address, fileName, hostAndPort, piece } from './pieces.js';

/** How much of a text counts: what comes after is a dump, and would make each failure one of its own. */
const MAX_LENGTH = 4_000;
const MAX_PLAIN_LENGTH = 1_000;

/** Longer quotations, and those of more words, are somebody's text rather than a name. */
const MAX_QUOTED_LENGTH = 80;
const MAX_QUOTED_WORDS = 6;
/** How far a quotation's end is looked for. */
const QUOTED_REACH = 400;
const MAX_ENDS = 8;
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '«': '»',
};

/** After these a quotation is a value, which somebody entered. */
const BEFORE_VALUES =
  /(?:^|[^a-z])(?:entry|values?|literal|input|body|content|text|email|user(?:name)?|base \d{1,2}:|float:|for (?:type|enum) [a-z_ ]{1,30}:)\s?[:=]?\s?$/;
const VALUE_REACH = 50;

/** A colour that a terminal would show. */
const COLOUR = /\p{Cc}\[[\d;]{0,10}m/gu;
/** PostgreSQL's way to name the values of a key. */
const KEY_VALUES = /\)=\([^\n]{0,200}?\)(?= |$)/g;

/**
 * A text without what differs from one time to the next. Every step looks at a character a bounded number of times:
 * what comes here may be written to take long.
 */
export function plainWords(text: string): string {
  const bounded = text.slice(0, MAX_LENGTH).replace(COLOUR, '').replace(KEY_VALUES, ')=(…)');
  return codes(tokensOf(bounded))
    .map((token) => token.text)
    .join(' ')
    .slice(0, MAX_PLAIN_LENGTH);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let place = 0;
  while (place < text.length) {
    const char = text.charAt(place);
    const quoted = CLOSING[char] === undefined ? null : quotationAt(text, place);
    if (quoted !== null) {
      tokens.push(mark(char), ...quotedTokens(text, place, quoted), mark(char));
      place += quoted.length + 2;
      continue;
    }
    const chunk = chunkAt(text, place);
    if (chunk === '') {
      if (char.trim() !== '') tokens.push(mark(char));
      place += 1;
      continue;
    }
    tokens.push(...chunkTokens(chunk));
    place += chunk.length;
  }
  return tokens;
}

const mark = (text: string): Token => ({ kind: 'mark', text, raw: text });
const fixed = (text: string): Token => ({ kind: 'fixed', text, raw: text });

/** What is quoted from here on, if it is; an apostrophe inside a word quotes nothing. */
function quotationAt(text: string, place: number): string | null {
  const closing = CLOSING[text.charAt(place)] ?? '';
  const ahead = text.slice(place + 1, place + 1 + QUOTED_REACH);
  let end = -1;
  for (let tries = 0; tries < MAX_ENDS; tries += 1) {
    end = ahead.indexOf(closing, end + 1);
    if (end < 0) return null;
    if (!isWordlike(ahead.charAt(end + 1))) return ahead.slice(0, end);
  }
  return null;
}

const isWordlike = (char: string) => /[\p{L}\p{N}]/u.test(char);

function quotedTokens(text: string, place: number, content: string): Token[] {
  const before = text.slice(Math.max(0, place - VALUE_REACH), place).toLowerCase();
  const after = text.slice(place + content.length + 2, place + content.length + 5);
  const isValue = BEFORE_VALUES.test(before) || after === '...' || after.startsWith('…');
  const isLong = content.length > MAX_QUOTED_LENGTH || content.split(/\s+/).length > MAX_QUOTED_WORDS;
  return isValue || isLong ? [fixed('<string>')] : content.split(/\s+/).flatMap(chunkTokens);
}

const CHUNK = /(?:[^\s"'`“‘«]|(?<=[\p{L}\p{N}])'(?=\p{L}))+/uy;

function chunkAt(text: string, place: number): string {
  CHUNK.lastIndex = place;
  return CHUNK.exec(text)?.[0] ?? '';
}

const OPENING_MARKS = /^[([{<,;=]+/;
/** Asked only of the last few characters, so that it is asked of few places. */
const CLOSING_MARKS = /[)\]}>.,:;!?]+$/;
const MAX_MARKS = 8;
const RUN = /[\p{L}\p{N}_.:+-]+|[^\p{L}\p{N}_.:+-]+/gu;

function chunkTokens(chunk: string): Token[] {
  const opening = OPENING_MARKS.exec(chunk.slice(0, MAX_MARKS))?.[0] ?? '';
  const rest = chunk.slice(opening.length);
  const closing = CLOSING_MARKS.exec(rest.slice(-MAX_MARKS))?.[0] ?? '';
  const core = rest.slice(0, rest.length - closing.length);
  return [...marks(opening), ...coreTokens(core), ...marks(closing)];
}

const marks = (text: string): Token[] => Array.from(text, mark);

function coreTokens(core: string): Token[] {
  if (core === '') return [];
  const url = core.indexOf('://');
  if (url > 0) return urlTokens(core, url);
  if (isEmail(core)) return [fixed('<email>')];
  if (isPath(core)) return [fixed(fileName(core))];
  return Array.from(core.matchAll(RUN), ([run]) => run).flatMap((run) => {
    if (!/[\p{L}\p{N}]/u.test(run)) return marks(run);
    const end = /[.:+-]{0,8}$/.exec(run)?.[0] ?? '';
    const word = run.slice(0, run.length - end.length);
    return [...wordTokens(word), ...marks(end)];
  });
}

/** What stands before a scheme is a name that the URL is given to: `url=https://…`. */
function urlTokens(core: string, at: number): Token[] {
  const scheme = /[a-z0-9+.-]{0,30}$/i.exec(core.slice(Math.max(0, at - 30), at))?.[0] ?? '';
  const start = at - scheme.length;
  return [...coreTokens(core.slice(0, start)), fixed(address(core.slice(at + 3)))];
}

function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  return at > 0 && text.length <= 320 && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(text.slice(at + 1));
}

function isPath(text: string): boolean {
  if (/^(?:[a-z]:)?(?:~|\.{1,2})?[\\/]./i.test(text)) return true;
  const separators = text.split(/[\\/]/).length - 1;
  return separators >= 2 || (separators === 1 && /\.[a-z][a-z0-9]{0,7}(?::\d{1,7})*$/i.test(text.slice(-24)));
}

function wordTokens(word: string): Token[] {
  const host = hostAndPort(word);
  if (host !== null) return [fixed(host)];
  const colon = word.indexOf(':');
  // `status:503` is two words; times and addresses are one.
  if (colon > 0 && /^[\p{L}_.-]+$/u.test(word.slice(0, colon))) {
    return [...wordTokens(word.slice(0, colon)), mark(':'), ...wordTokens(word.slice(colon + 1))];
  }
  const text = piece(word);
  if (/^\d{1,9}$/.test(word)) return [{ kind: 'number', text, raw: word }];
  return [{ kind: 'word', text, raw: word.toLowerCase() }];
}
