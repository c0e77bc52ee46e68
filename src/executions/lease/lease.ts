import { createHmac, timingSafeEqual } from 'node:crypto';

/** Leases last this long, in seconds. */
export const LEASE_SECONDS = { min: 5, max: 86_400, default: 60 } as const;

const SIGNATURE_BYTES = 16;
const MAX_TOKEN_LENGTH = 200;
const MAX_FENCE = 2n ** 63n - 1n;

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
  return {
    make: (id, fence) => `${fence.toString(36)}.${sign(id, fence).toString('base64url')}`,
    fenceOf(id, token) {
      const [text, signature, ...rest] = token.length <= MAX_TOKEN_LENGTH ? token.split('.') : [];
      if (!text || !signature || rest.length > 0 || !/^[0-9a-z]{1,13}$/.test(text)) return null;
      const fence = fromBase36(text);
      const given = Buffer.from(signature, 'base64url');
      if (fence > MAX_FENCE || given.length !== SIGNATURE_BYTES) return null;
      return timingSafeEqual(given, sign(id, fence)) ? fence : null;
    },
  };
}

function fromBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
