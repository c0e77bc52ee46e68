import { createHmac, timingSafeEqual } from 'node:crypto';

/** Leases last this long, in seconds. */
export const LEASE_SECONDS = { min: 5, max: 86_400, default: 60 } as const;

const SIGNATURE_BYTES = 16;
const MAX_FENCE = 2n ** 63n - 1n;
/** A fence in base 36, and a signature of {@link SIGNATURE_BYTES} bytes. */
const TOKEN = /^([0-9a-z]{1,13})\.[\w-]{22}$/;

/** Makes and reads the tokens that prove that a worker holds a piece of work. */
export interface LeaseTokens {
  /** The token of an execution's or a chunk's lease: always the same for the same id and fence. */
  make(id: string, fence: bigint): string;
  /** The fence in a token of this id; null for a token that was not made here for it. */
  fenceOf(id: string, token: string): bigint | null;
}

/**
 * Tokens carry the fence and a signature over it and the id, so that a lost one can be made again and none can be
 * guessed.
 * @param secret The same for all servers of one database.
 */
export function createLeaseTokens(secret: string): LeaseTokens {
  const sign = (id: string, fence: bigint) =>
    createHmac('sha256', secret).update(`${id}/${fence}`).digest().subarray(0, SIGNATURE_BYTES);
  const make = (id: string, fence: bigint) =>
    `${fence.toString(36)}.${sign(id, fence).toString('base64url')}`;
  return {
    make,
    fenceOf(id, token) {
      const [, text] = TOKEN.exec(token) ?? [];
      if (text === undefined) return null;
      const fence = fromBase36(text);
      if (fence > MAX_FENCE) return null;
      // The text is compared, not what it decodes to: a token has one spelling.
      const [given, made] = [Buffer.from(token), Buffer.from(make(id, fence))];
      return given.length === made.length && timingSafeEqual(given, made) ? fence : null;
    },
  };
}

function fromBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
