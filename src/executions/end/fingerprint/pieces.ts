const ANY = '*';
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const TYPE_ID = /^([a-z]{1,63})_[0-7][0-9a-hjkmnp-tv-z]{25}$/i;
const IP = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^(?=[0-9a-f:]*::)[0-9a-f:]{2,39}$|^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$/i;
/** Ports above are given out by chance. */
export const FIRST_EPHEMERAL_PORT = 32_768;
const KNOWN_PORTS = new Set([
  ...[22, 25, 53, 80, 443, 587, 1433, 2181, 3000, 3306, 4317, 5000, 5432, 5672, 6379, 6432, 8000, 8080, 8443],
  ...[9000, 9042, 9092, 9200, 11211, 26257, 27017],
]);
/** Names that have numbers in them: their families tell failures of one model from those of another. */
const MODEL =
  /^(?:gpt|claude|gemini|gemma|llama|mistral|mixtral|deepseek|qwen|o[1-9]|text-embedding|whisper|dall-e)[-.\d]/;
/** Codes of databases, compilers and libraries: `ORA-00942`, `P2002`, `TS2304`, `E404`. */
const CODE = /^(?:ora|tns|pls|sqlstate|aadsts|http|ts|cs|hy|im|wsa|err|e|p|x)-?\d{3,6}$/;
const NUMBERLIKE = /^[+-]?\d[\d.,:+-]*(?:[a-zµ%]{1,5}[\d.,]*){0,4}$/i;
const ISO_TIME = /^\d{4}-\d\d-\d\dt[\d:.]+(?:z|[+-][\d:]+)?$/i;

/** Files whose names a program chooses; those of others are what it works on. */
const KEPT_FILES = new Set([
  ...[
    'json',
    'yaml',
    'yml',
    'toml',
    'ini',
    'env',
    'conf',
    'cfg',
    'py',
    'js',
    'ts',
    'tsx',
    'mjs',
    'cjs',
    'rb',
    'go',
    'rs',
  ],
  ...[
    'java',
    'php',
    'cs',
    'so',
    'dll',
    'exe',
    'sh',
    'pem',
    'key',
    'crt',
    'lock',
    'sql',
    'db',
    'sqlite',
    'sock',
    'pid',
  ],
]);
const OTHER_FILES = new Set([
  ...[
    'pdf',
    'jpg',
    'jpeg',
    'png',
    'gif',
    'webp',
    'svg',
    'csv',
    'tsv',
    'txt',
    'log',
    'mp3',
    'mp4',
    'wav',
    'zip',
    'gz',
    'tar',
  ],
  ...['tmp', 'html', 'htm', 'xml', 'doc', 'docx', 'xls', 'xlsx', 'parquet', 'avro', 'bin', 'dat', 'part'],
]);
const MAX_WORD = 64;
/** The first parts of a path say what it is about, later ones which. */
const KEPT_SEGMENTS = 2;

/** A word: as it is, or with a sign for what in it differs from one time to the next. */
export function piece(word: string): string {
  if (word.length > 512) return ANY;
  const text = word.toLowerCase();
  if (UUID.test(word) || ISO_TIME.test(word)) return ANY;
  const typeId = TYPE_ID.exec(text);
  if (typeId) return `${typeId[1]}_${ANY}`;
  const [host = '', port, more] = text.split(':', 3);
  if (IP.test(host) && more === undefined) return withPort(host, port);
  if (IPV6.test(text)) return text;
  if (MODEL.test(text) || CODE.test(text)) return text.slice(0, MAX_WORD);
  if (NUMBERLIKE.test(word)) return ANY;
  return labels(word);
}

/** A host with a port, if that is what a word is. */
export function hostAndPort(word: string): string | null {
  const [, host = '', port = ''] = /^([a-z0-9._-]{1,253}):(\d{2,5})$/i.exec(word) ?? [];
  const extension = host.slice(host.lastIndexOf('.') + 1).toLowerCase();
  if (KEPT_FILES.has(extension) || OTHER_FILES.has(extension)) return null;
  const isHost = isName(host.toLowerCase()) || host.toLowerCase() === 'localhost';
  return isHost || (/^[a-z]/i.test(host) && KNOWN_PORTS.has(Number(port)))
    ? withPort(labels(host), port)
    : null;
}

const isName = (text: string) => /^(?:[a-z0-9_-]+\.)+[a-z]{2,24}$/.test(text);

/** A word of several, as names of hosts, columns, classes and files are. */
function labels(word: string): string {
  if (!word.includes('.')) return dashed(word);
  const parts = word.split('.');
  const extension = parts.at(-1)?.toLowerCase() ?? '';
  if (OTHER_FILES.has(extension)) return `${ANY}.${extension}`;
  if (KEPT_FILES.has(extension) || !isName(word.toLowerCase()))
    return parts.map(dashed).join('.').slice(0, MAX_WORD);
  // Digits in the name of a host say which one.
  return parts
    .map((part) => (/\d{5}/.test(part) || isRandom(part) ? ANY : part.toLowerCase()))
    .join('.')
    .slice(0, 253);
}

function dashed(word: string): string {
  return word
    .split(/([-_:])/)
    .map((part) => (part.length < 2 && !/\d/.test(part) ? part : plain(part)))
    .join('')
    .slice(0, MAX_WORD)
    .toLowerCase();
}

function plain(part: string): string {
  if (isRandom(part)) return ANY;
  return part.replace(/\d+/g, ANY);
}

/** Whether a word is one that was drawn, rather than one that was written. */
function isRandom(part: string): boolean {
  const runs = part.match(/\d+/g)?.length ?? 0;
  if (runs > 1) return true;
  if (runs === 1) {
    const isHex = part.length >= 8 && /^[0-9a-f]+$/i.test(part);
    const isMixed =
      part.length >= 6 && /[a-z]/.test(part) && /[A-Z]/.test(part) && !/^[A-Z]?[a-z]+\d{1,3}$/.test(part);
    return isHex || isMixed || /^\d+[a-z]{3,}/i.test(part);
  }
  const turns = part.match(/[a-z][A-Z]/g)?.length ?? 0;
  return part.length >= 8 && turns / part.length > 0.25;
}

function withPort(host: string, port: string | undefined): string {
  if (port === undefined || !/^\d{1,5}$/.test(port)) return host;
  return `${host}:${Number(port) < FIRST_EPHEMERAL_PORT ? port : ANY}`;
}

/** What follows a URL's scheme: the host, and what the first parts of the path are called. */
export function address(text: string): string {
  const end = text.search(/[/?#]/);
  const authority = end < 0 ? text : text.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1).slice(0, 259);
  const path = end < 0 ? '' : (text.slice(end).split(/[?#]/, 1)[0] ?? '');
  const segments = path.split('/', 64).filter((segment) => segment !== '');
  const kept = segments.slice(0, KEPT_SEGMENTS).map(segmentName);
  return `//${[hostAndPort(host) ?? piece(host), ...kept].join('/')}${segments.length > KEPT_SEGMENTS ? '/…' : ''}`;
}

/** A file: its first folders and, where a program chose it, its name. */
export function fileName(text: string): string {
  const segments = text
    .slice(0, 4_096)
    .split(/[\\/]/, 64)
    .filter((segment) => segment !== '' && !/^[a-z]:$/i.test(segment));
  const last = (segments.pop() ?? '').replace(/(?::\d{1,7}){1,2}$/, '');
  const isOfUser = /^(?:tmp|temp|home|users|private)$/i.test(segments[0] ?? '');
  const folders = segments.slice(0, isOfUser ? 1 : KEPT_SEGMENTS).map(segmentName);
  return `/${[...folders, ...(segments.length > folders.length ? ['…'] : []), fileOf(last)].join('/')}`;
}

/** A short name without digits and with few words; versions are names too. */
function segmentName(segment: string, place: number): string {
  if (/^v\d(?:\.\d)?$/i.test(segment) || (place === 0 && /^\d(?:\.\d)?$/.test(segment))) {
    return segment.toLowerCase();
  }
  const isNamed = /^[\p{L}_.-]{1,24}$/u.test(segment) && segment.split('-').length <= 2 && !isRandom(segment);
  return isNamed ? segment.toLowerCase() : ANY;
}

function fileOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  if (KEPT_FILES.has(extension)) return labels(name);
  if (dot > 0 && /^[a-z0-9]{1,8}$/.test(extension)) return `${ANY}.${extension}`;
  return segmentName(name, KEPT_SEGMENTS);
}
