import { z } from 'zod';

/** RFC 5321's longest path, without its brackets. */
const MAX_LENGTH = 254;
const address = z.email().max(MAX_LENGTH);

/** An e-mail address as it is stored: in lower case; null for what is none. */
export function parseAddress(text: string): string | null {
  const parsed = address.safeParse(text.trim().toLowerCase());
  return parsed.success ? parsed.data : null;
}
