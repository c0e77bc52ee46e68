import { createHash } from 'node:crypto';

/** How much of a message counts: what comes after is a dump, and would make each failure one of its own. */
const MESSAGE_LENGTH = 4000;
const NORMALIZED_LENGTH = 1000;
const FINGERPRINT_LENGTH = 16;

// In this order: a URL holds a path, a path an id, an id digits.
const VARIABLE_PARTS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'`<>)\]]+/gi, '<url>'],
  // An apostrophe inside a word opens no quotation.
  [/(?<![\p{L}\p{N}])(["'`])[^\n]*?\1(?![\p{L}\p{N}])/gu, '<string>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b[a-z]{1,63}_[0-7][0-9a-hjkmnp-tv-z]{25}\b/gi, '<id>'],
  [/(?<![\w.~-])(?:[a-z]:)?[\w.~-]*(?:[\\/][\w.~@%+-]+)+[\\/]?/gi, '<path>'],
  [/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\d+(?:[.,:]\d+)*/g, '<n>'],
  [/\s+/g, ' '],
];

/**
 * Equal for errors that differ only in numbers, ids, paths, addresses and quoted words.
 * @param errorMessage as the worker sent it, of any length.
 * @param errorCode the worker's own code; errors of two codes never look alike.
 * @returns 16 hexadecimal digits.
 */
export function fingerprint(errorMessage: string, errorCode?: string | null): string {
  let text = errorMessage.slice(0, MESSAGE_LENGTH);
  for (const [pattern, placeholder] of VARIABLE_PARTS) text = text.replace(pattern, placeholder);
  text = text.trim().toLowerCase().slice(0, NORMALIZED_LENGTH);
  return createHash('sha256')
    .update(`${errorCode ?? ''}\n${text}`)
    .digest('hex')
    .slice(0, FINGERPRINT_LENGTH);
}
