import { plainWords } from './words.js';

/** A text, and the places of the program that it names. */
export interface Stack {
  /** Without the lines that name places. */
  text: string;
  /** Function and file of the innermost places: of the program's own, if there are any. */
  frames: string[];
}

interface Frame {
  name: string;
  file: string;
}

/** The middle of a longer text is left out: languages put the failure first, or last. */
const MAX_LINES = 400;
const MAX_LENGTH = 32_768;
const MAX_LINE_LENGTH = 500;
const MAX_TEXT_LINES = 12;
const FRAMES = 3;
/** Those that are looked at for these. */
const MAX_FRAMES = 50;

const LIBRARY =
  /node_modules|site-packages|dist-packages|^node:|<frozen|^\/usr\/(?:local\/)?(?:lib|go)\/|\/go\/pkg\/mod\/|[\\/]gems[\\/]|[\\/]vendor[\\/]/;
const LIBRARY_NAME =
  /^(?:async )?(?:javax?|jdk|sun|kotlin|scala|org\.springframework|org\.apache|System|Microsoft|runtime|node:internal|panic|testing)[./(]/;

/** The stack in a text of Python, JavaScript, Java, C#, Go, Ruby or PHP; without one, its first lines. */
export function readStack(text: string): Stack {
  const words: string[] = [];
  let frames: Frame[] = [];
  let isPython = false;
  for (const line of linesOf(text)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('Traceback (most recent call last)')) {
      isPython = true;
      frames = [];
      continue;
    }
    if (isGoPlace(trimmed)) {
      frames.push({ name: callee(words.pop() ?? ''), file: place(trimmed) });
      continue;
    }
    const frame = frameOf(trimmed);
    if (frame) frames.push(frame);
    else if (
      trimmed !== '' &&
      !isAside(trimmed) &&
      !(isPython && frames.length > 0 && line.startsWith(' '))
    ) {
      words.push(trimmed);
    }
  }
  return { text: firstOf(words).join('\n'), frames: placesOf(isPython ? frames.reverse() : frames) };
}

/** The same of places that are listed one by one, the innermost first. */
export function placesOf(frames: readonly Frame[]): string[] {
  const own = frames.filter(({ name, file }) => !LIBRARY.test(file) && !LIBRARY_NAME.test(name));
  // What calls itself does so a different number of times each time.
  const places = new Set<string>();
  for (const { name, file } of (own.length > 0 ? own : frames).slice(0, MAX_FRAMES)) {
    if (places.size === FRAMES) break;
    places.add(`${plainWords(name.slice(0, MAX_LINE_LENGTH))} ${plainWords(baseName(file))}`);
  }
  return [...places];
}

function linesOf(text: string): string[] {
  const bounded =
    text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH / 2)}\n${text.slice(-MAX_LENGTH / 2)}` : text;
  const lines = bounded.split(/\r?\n/);
  const some =
    lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES / 2), ...lines.slice(-MAX_LINES / 2)] : lines;
  // A text of one line is not cut here: it is words.
  return some.length === 1 ? some : some.map((line) => line.slice(0, MAX_LINE_LENGTH));
}

/** What stands between places and says nothing of the failure. */
function isAside(line: string): boolean {
  return line.startsWith('goroutine ') || /^\.\.\. \d+ more/.test(line);
}

/** Browser tests log each try: the first line of it says what they waited for. */
function firstOf(lines: readonly string[]): readonly string[] {
  const log = lines.findIndex((line) => line.toLowerCase().startsWith('call log'));
  return lines.slice(0, log < 0 ? MAX_TEXT_LINES : Math.min(log + 2, MAX_TEXT_LINES));
}

function frameOf(line: string): Frame | null {
  if (line.startsWith('at ')) return callOf(line.slice(3));
  if (line.startsWith('File "')) {
    const end = line.indexOf('"', 6);
    const name = line.lastIndexOf(', in ');
    return end < 0 ? null : { name: name > end ? line.slice(name + 5) : '', file: line.slice(6, end) };
  }
  const ruby = line.indexOf(':in ');
  if (ruby > 0 && line.includes('.rb:')) {
    return { name: line.slice(ruby + 4), file: place(line.slice(0, ruby).replace(/^from /, '')) };
  }
  const php = /^#\d+ /.exec(line);
  const named = line.indexOf('): ');
  if (php && named > 0) {
    const file = line.slice(php[0].length, named);
    return { name: callee(line.slice(named + 3)), file: file.slice(0, Math.max(0, file.lastIndexOf('('))) };
  }
  return null;
}

/** `name (file:1:2)`, `name(File.java:1)`, `file:1:2`, `Name(args) in file:line 1`. */
function callOf(call: string): Frame | null {
  const inFile = call.lastIndexOf(' in ');
  if (inFile > 0 && call.includes(':line ', inFile)) {
    return { name: callee(call.slice(0, inFile)), file: place(call.slice(inFile + 4)) };
  }
  const open = call.endsWith(')') ? call.lastIndexOf('(') : -1;
  if (open >= 0) return { name: call.slice(0, open).trim(), file: place(call.slice(open + 1, -1)) };
  return /:\d+$/.test(call) ? { name: '', file: place(call) } : null;
}

function isGoPlace(line: string): boolean {
  return line.includes('.go:') && /^[/A-Z]/.test(line) && !line.includes(': ');
}

function callee(call: string): string {
  const name = call.startsWith('created by ') ? call.slice('created by '.length) : call;
  const open = name.endsWith(')') ? name.lastIndexOf('(') : -1;
  return open > 0 ? name.slice(0, open) : name;
}

/** A file without the line and column behind it. */
function place(text: string): string {
  const file = text.split(' ', 1)[0] ?? '';
  return file.replace(/(?::\d+){1,2}$/, '').replace(/:line$/, '');
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).slice(0, MAX_LINE_LENGTH);
}
