import { storable } from '../../graphql/relay/failure-text.js';

/** How long a message may be, in bytes of UTF-8; what is longer is cut. */
export const MAX_LOG_MESSAGE_BYTES = 8_192;
/** The same for a line's fields as JSON; what is longer is left out. */
export const MAX_LOG_FIELDS_BYTES = 8_192;
/** What is looked at of a message: of what is longer, most is escape sequences. */
const MAX_LOOKED_AT = 8 * MAX_LOG_MESSAGE_BYTES;

/** What terminals take for orders: colors, cursors, titles, links. Each class ends where the next begins, so that no text takes long. */
const ESCAPE_SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-~])/g;
/** All other control characters, but for tabs and the ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A message as it can be stored and shown, and whether something of it is missing. */
export function cleanMessage(text: string): { message: string; isCut: boolean } {
  const looked = text.slice(0, MAX_LOOKED_AT);
  const clean = storable(looked)
    .replace(ESCAPE_SEQUENCES, '')
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '\ufffd');
  const message = cutBytes(clean, MAX_LOG_MESSAGE_BYTES);
  return { message, isCut: looked.length < text.length || message.length < clean.length };
}

/** The beginning of a text, as much as so many bytes hold of whole characters. */
function cutBytes(text: string, max: number): string {
  if (text.length * 3 <= max) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= max) return text;
  let end = max;
  // 10xxxxxx goes on with the character before it.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** A line's fields, or null where they are too long to keep. */
export function cleanFields(fields: unknown): { fields: unknown; isCut: boolean } {
  if (fields === undefined) return { fields: null, isCut: false };
  const isCut = Buffer.byteLength(JSON.stringify(fields)) > MAX_LOG_FIELDS_BYTES;
  return { fields: isCut ? null : fields, isCut };
}
