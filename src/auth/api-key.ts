import { createHash, randomBytes as cryptoRandomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'rl_';
const SECRET_BYTES = 32;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(ALPHABET.length);
/** 62^43 > 2^256 and 62^6 > 2^32. */
const SECRET_DIGITS = 43;
const CHECKSUM_DIGITS = 6;
const SHOWN_PREFIX_LENGTH = 8;
const LAST_FOUR = 4;
const KEY = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_DIGITS + CHECKSUM_DIGITS}}$`);

/** A new key: `key` is shown once, the rest is stored. */
export interface GeneratedApiKey {
  key: string;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  keyHash: string;
  prefix: string;
  lastFour: string;
}

function base62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest /= BASE) text = ALPHABET[Number(rest % BASE)] + text;
  return text;
}

const checksum = (secret: string) => base62(BigInt(crc32(secret)), CHECKSUM_DIGITS);

/** SHA-256 of a key, 64 hexadecimal digits: what the database knows of it. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Makes a key: `rl_`, 256 random bits and a checksum, in base 62 (52 characters).
 * @param randomBytes the source of randomness; the operating system's if left out.
 */
export function generateApiKey(randomBytes: (size: number) => Buffer = cryptoRandomBytes): GeneratedApiKey {
  const random = BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`);
  const secret = PREFIX + base62(random, SECRET_DIGITS);
  return describeApiKey(secret + checksum(secret));
}

/** What is stored of a key. */
export function describeApiKey(key: string): GeneratedApiKey {
  return {
    key,
    keyHash: hashApiKey(key),
    prefix: key.slice(0, SHOWN_PREFIX_LENGTH),
    lastFour: key.slice(-LAST_FOUR),
  };
}

/** The key if it has the form of one and its checksum fits, so that a typo never costs a look-up; else null. */
export function parseApiKey(text: string): string | null {
  if (!KEY.test(text)) return null;
  const secret = text.slice(0, -CHECKSUM_DIGITS);
  return text.slice(-CHECKSUM_DIGITS) === checksum(secret) ? text : null;
}
