/** Colours, cursor moves, titles and links of a terminal: CSI, OSC (ended by BEL or ST) and two-character escapes. */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the control character ESC
  /[\u001b\u009b](?:\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|[[()#;?]{0,4}(?:\d{1,4}(?:[;:]\d{0,4}){0,16})?[\dA-PR-TZcf-ntqry=><~])/g;

/** A text as a terminal would have it read: without what would have coloured it, and of a line that was overwritten the last state. */
export function withoutAnsi(text: string): string {
  const clean = text.includes('\u001b') || text.includes('\u009b') ? text.replace(SEQUENCES, '') : text;
  return clean.includes('\r') ? clean.replace(/\r\n/g, '\n').split('\n').map(lastState).join('\n') : clean;
}

/** What is behind the last return of a line that something follows; an expression would look through the line for each character. */
function lastState(line: string): string {
  const at = line.lastIndexOf('\r', line.length - 2);
  return at + 1 < line.length ? line.slice(at + 1) : line;
}
