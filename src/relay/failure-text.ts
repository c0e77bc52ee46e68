import { MAX_MESSAGE_LENGTH, MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from './limits.js';

/**
 * Marks a field of an input as one that describes a failure: what it says is never refused, since the cause would be
 * lost with it. To be given as a field's `extensions`.
 */
export const FAILURE_TEXT = { describesFailure: true } as const;

/** Whether a field of an input describes a failure. */
export function describesFailure({ extensions }: { extensions: Readonly<Record<string, unknown>> }): boolean {
  return extensions.describesFailure === true;
}

/** Stands for what is left out of a text that is too long. */
export const CUT_MARK = '… [cut]';
/** Stands for a message that says nothing, like that of Python's `TimeoutError()`. */
export const NO_MESSAGE = 'No message was given.';

/** What went wrong, in words: as it was said, so far as it can be kept. */
export function failureMessage(text: string, max = MAX_MESSAGE_LENGTH): string {
  return cut(storable(text), max) || NO_MESSAGE;
}

/** The same for a reason that may be left out; null where it says nothing. */
export function failureReason(text: string | null | undefined, max = MAX_TEXT_LENGTH): string | null {
  return text == null ? null : cut(storable(text), max) || null;
}

/** The same for a worker's own code of a failure. */
export function failureCode(text: string | null | undefined): string | null {
  return failureReason(text, MAX_NAME_LENGTH);
}

/** A text with a sign in the place of each character that PostgreSQL cannot store. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Empty where there is nothing but blanks. */
function cut(text: string, max: number): string {
  if (text.trim() === '') return '';
  // Half of a surrogate pair is not left at the end.
  return text.length <= max ? text : text.slice(0, max - CUT_MARK.length).toWellFormed() + CUT_MARK;
}
