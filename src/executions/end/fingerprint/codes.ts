import { FIRST_EPHEMERAL_PORT } from './pieces.js';

export interface Token {
  kind: 'word' | 'number' | 'mark' | 'fixed';
  /** What it counts as. */
  text: string;
  /** What it was, in lower case. */
  raw: string;
}

/** After these a number, or what has digits in it, names the failure. */
const BEFORE_CODES = new Set([
  ...[
    'code',
    'codes',
    'status',
    'statuscode',
    'status_code',
    'errno',
    'error_code',
    'errorcode',
    'http_status',
  ],
  ...['http', 'https', 'sqlstate', 'signal', 'exit', 'exited', 'exitcode', 'exit_code', 'state', 'hresult'],
]);
/** After these it does if it can be a status of HTTP. */
const BEFORE_STATUSES = new Set([
  ...[
    'answered',
    'answer',
    'returned',
    'returns',
    'response',
    'responded',
    'received',
    'got',
    'replied',
    'upstream',
  ],
]);
/** What the words for the statuses of HTTP begin with. */
const STATUS_WORDS: Readonly<Record<string, readonly string[]>> = {
  200: ['ok'],
  301: ['moved'],
  302: ['found'],
  304: ['not'],
  400: ['bad'],
  401: ['unauthorized', 'unauthorised'],
  402: ['payment'],
  403: ['forbidden'],
  404: ['not'],
  405: ['method'],
  406: ['not'],
  407: ['proxy'],
  408: ['request', 'timeout'],
  409: ['conflict'],
  410: ['gone'],
  412: ['precondition'],
  413: ['payload', 'content', 'request'],
  414: ['uri'],
  415: ['unsupported'],
  422: ['unprocessable'],
  423: ['locked'],
  428: ['precondition'],
  429: ['too', 'rate'],
  431: ['request'],
  451: ['unavailable'],
  500: ['internal'],
  501: ['not'],
  502: ['bad'],
  503: ['service', 'backend'],
  504: ['gateway'],
  529: ['overloaded'],
};
const UNITS = new Set([
  ...[
    'ms',
    's',
    'sec',
    'secs',
    'second',
    'seconds',
    'm',
    'min',
    'mins',
    'minute',
    'minutes',
    'h',
    'hr',
    'hour',
    'hours',
  ],
  ...[
    'day',
    'days',
    'b',
    'byte',
    'bytes',
    'kb',
    'mb',
    'gb',
    'tb',
    'kib',
    'mib',
    'gib',
    'millisecond',
    'milliseconds',
  ],
]);
const COUNTED = new Set([
  ...[
    'item',
    'items',
    'row',
    'rows',
    'record',
    'records',
    'file',
    'files',
    'result',
    'results',
    'token',
    'tokens',
  ],
  ...[
    'requests',
    'entries',
    'lines',
    'chunks',
    'pages',
    'images',
    'times',
    'attempts',
    'tries',
    'of',
    'characters',
  ],
]);
const FILLERS = new Set(['a', 'is', 'of', 'was', 'with']);
/** How much may stand between a word and its code: `"code": 88`, `status of (503)`, `HTTP/1.1 503`. */
const MAX_BETWEEN = 5;
const MAX_CODE_LENGTH = 10;

/** Gives the codes among the tokens their digits back, and leaves units out. */
export function codes(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token, place): Token[] => {
    if (token.kind === 'word' && UNITS.has(token.raw) && isAmount(tokens[place - 1])) return [];
    const hasDigits = token.kind === 'number' || (token.kind === 'word' && token.text !== token.raw);
    if (!hasDigits || !isCode(token, place, tokens)) return [token];
    return [{ ...token, text: token.raw }];
  });
}

function isAmount(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === 'number' || token.text === '*');
}

function isCode({ kind, raw }: Token, place: number, tokens: readonly Token[]): boolean {
  if (raw.length > MAX_CODE_LENGTH) return false;
  const next = tokens[place + 1];
  const nextWord = next?.kind === 'word' ? next.raw : '';
  if (UNITS.has(nextWord) || COUNTED.has(nextWord)) return false;
  const { word, isNext } = wordBefore(place, tokens);
  if (BEFORE_CODES.has(word)) return true;
  if (kind !== 'number') return false;
  if (word === 'port') return Number(raw) < FIRST_EPHEMERAL_PORT;
  if (word === 'error' && isNext) return true;
  if (!/^[1-5]\d\d$/.test(raw)) return false;
  if (BEFORE_STATUSES.has(word) || STATUS_WORDS[raw]?.includes(nextWord)) return true;
  const before = tokens[place - 1]?.text ?? '(';
  return raw >= '400' && '(['.includes(before) && ')]:,-'.includes(next?.text ?? ')');
}

/** The word that a token belongs to, past marks, small words, and the version of a protocol. */
function wordBefore(place: number, tokens: readonly Token[]): { word: string; isNext: boolean } {
  for (let at = place - 1; at >= Math.max(0, place - MAX_BETWEEN); at -= 1) {
    const { kind, text, raw } = tokens[at] ?? { kind: 'fixed', text: '', raw: '' };
    if (kind === 'fixed') break;
    if (kind === 'mark' || FILLERS.has(raw)) continue;
    if (text === '*' && tokens[at - 1]?.text === '/') continue;
    return { word: raw, isNext: at === place - 1 };
  }
  return { word: '', isNext: false };
}
