import { createHash } from 'node:crypto';
import { describedIn } from './details.js';
import { readStack } from './stack.js';
import { plainWords } from './words.js';

/** What says which failures look alike, and which way of telling them apart it is of. */
export interface Fingerprint {
  value: string;
  version: number;
}

export interface Failure {
  /** As the worker sent it, of any length. */
  message: string;
  /** The worker's own code: failures of two codes never look alike. */
  code?: string | null;
  /** Whatever the worker says beside it; types, stacks and codes are taken from the usual places. */
  details?: unknown;
  /** The worker's own fingerprint, which then is the failure's. */
  own?: string | null;
}

/**
 * Raised with every change of what looks alike. It is part of each fingerprint, so that what was decided of a group stays
 * with what was told apart the same way, and an upgrade opens nothing again.
 */
const VERSION = 1;
const OF_THE_WORKER = 0;
const FINGERPRINT_LENGTH = 16;

/**
 * Equal for failures that differ only in numbers, ids, file names, addresses of people and free text, if they come from
 * the same place of the program; hosts, codes, types and short quoted names tell failures apart. A group that is too
 * wide hides a failure behind another, so where in doubt this is narrow.
 */
export function fingerprint({ message, code, details, own }: Failure): Fingerprint {
  if (own) return { value: own, version: OF_THE_WORKER };
  const described = describedIn(details);
  const said = readStack(message);
  const frames = described.frames.length > 0 ? described.frames : said.frames;
  const what = [VERSION, code ?? '', described.type, described.codes, frames, plainWords(said.text)];
  const value = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, FINGERPRINT_LENGTH);
  return { value, version: VERSION };
}
