import { placesOf, readStack } from './stack.js';
import { plainWords } from './words.js';

/** What the details of a failure say of where and what it was. */
export interface Described {
  type: string;
  codes: string[];
  frames: string[];
}

const TYPES = [
  'type',
  'name',
  'class',
  'exc_type',
  'exceptionType',
  'exception_type',
  'errorType',
  'error_type',
];
const STACKS = [
  'stack',
  'stacktrace',
  'stackTrace',
  'stack_trace',
  'traceback',
  'trace',
  'backtrace',
  'frames',
];
const CODES = [
  'code',
  'status',
  'statusCode',
  'status_code',
  'httpStatus',
  'http_status',
  'errno',
  'sqlState',
];
/** Where libraries put the error itself; `values` is Sentry's list of an error and its causes. */
const INNER = ['error', 'exception', 'err', 'values', 'cause'];
const MAX_DEPTH = 3;
const MAX_FRAMES = 200;
const MAX_TEXT = 200;

export function describedIn(details: unknown, depth = 0): Described {
  if (typeof details === 'string') return { type: '', codes: [], frames: readStack(details).frames };
  // The last of several is what was thrown in the end.
  if (Array.isArray(details)) return depth > 0 ? describedIn(details.at(-1), depth) : NOTHING;
  if (typeof details !== 'object' || details === null || depth > MAX_DEPTH) return NOTHING;
  const { type, trace } = typeAndTrace(details);
  const frames = framesOf(trace);
  const codes = CODES.flatMap((key) => codeOf(Reflect.get(details, key)));
  const inner = describedIn(
    INNER.map((key): unknown => Reflect.get(details, key)).find(
      (value) => typeof value === 'object' && value,
    ),
    depth + 1,
  );
  return {
    type: type === '' ? inner.type : type,
    codes: [...codes, ...inner.codes],
    frames: frames.length > 0 ? frames : inner.frames,
  };
}

const NOTHING: Described = { type: '', codes: [], frames: [] };

function typeAndTrace(details: object): { type: string; trace: unknown } {
  const trace: unknown = STACKS.map((key): unknown => Reflect.get(details, key)).find((value) => value);
  const type = textOf(details, TYPES) || (typeof trace === 'string' ? typeIn(trace) : '');
  return { type: plainWords(type), trace };
}

/** The type that a stack begins with, or in Python ends with. */
function typeIn(stack: string): string {
  const lines = readStack(stack).text.split('\n');
  const line = (stack.startsWith('Traceback') ? lines.at(-1) : lines[0])?.slice(0, MAX_TEXT) ?? '';
  return /^[\p{L}_][\p{L}\p{N}_.$]*(?=:|$)/u.exec(line)?.[0] ?? '';
}

function framesOf(trace: unknown): string[] {
  if (typeof trace === 'string') return readStack(trace).frames;
  if (Array.isArray(trace)) {
    const items: unknown[] = trace.slice(0, MAX_FRAMES);
    const lines = items.filter((item) => typeof item === 'string');
    if (lines.length > 0) return readStack(lines.join('\n')).frames;
    return placesOf(
      items.flatMap((item) => {
        if (typeof item !== 'object' || item === null) return [];
        const file = textOf(item, ['filename', 'fileName', 'file', 'path', 'module']);
        const name = textOf(item, ['function', 'func', 'method', 'methodName', 'name']);
        return file === '' && name === '' ? [] : [{ file, name }];
      }),
    );
  }
  // Sentry lists the outermost first.
  if (typeof trace === 'object' && trace !== null && 'frames' in trace && Array.isArray(trace.frames)) {
    return framesOf([...trace.frames].reverse());
  }
  return [];
}

function textOf(from: object, keys: readonly string[]): string {
  const text: unknown = keys
    .map((key): unknown => Reflect.get(from, key))
    .find((value) => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text.slice(0, MAX_TEXT) : '';
}

function codeOf(code: unknown): string[] {
  if (typeof code === 'number') return [String(code)];
  return typeof code === 'string' && code.length <= MAX_TEXT ? [plainWords(`code ${code}`)] : [];
}
