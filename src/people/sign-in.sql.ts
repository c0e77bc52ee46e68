import { z } from 'zod';
import { SYSTEM_ADMIN_ID } from '../auth/managed-keys.js';
import type { Person } from '../auth/session.js';
import type { Tx } from '../core/db/transaction.js';
import {
  type OneTimeTokenPurpose,
  Prisma,
  UserRole,
  UserStatus,
  UserTier,
} from '../generated/prisma/client.js';

const persons = z.array(
  z.object({ id: z.uuid(), role: z.enum(UserRole), status: z.enum(UserStatus), tier: z.enum(UserTier) }),
);
const links = z.array(z.object({ userId: z.uuid(), email: z.string(), fullName: z.string().nullable() }));
const expiries = z.array(z.object({ expiresAt: z.date() }));
const counts = z.tuple([z.object({ asked: z.int(), retryAfter: z.int().nullable() })]);

/** Makes those take turns who ask for links to one address, until the transaction ends. */
export async function lockAddress(tx: Tx, email: string): Promise<void> {
  await tx.$executeRaw`/* lock_address */ SELECT pg_advisory_xact_lock(hashtextextended(${`link to ${email}`}, 0))`;
}

/** How many links of a kind to an address were asked for within the last hour, and in how many seconds it is one less. */
export async function recentLinks(tx: Tx, email: string, purpose: OneTimeTokenPurpose) {
  const [row] = counts.parse(
    await tx.$queryRaw(Prisma.sql`/* recent_links */
      SELECT count(*)::int AS asked,
        ceil(extract(epoch FROM min(created_at) + interval '1 hour' - now()))::int AS "retryAfter"
      FROM one_time_tokens
      WHERE email = ${email} AND purpose = ${purpose}::one_time_token_purpose AND created_at > now() - interval '1 hour'`),
  );
  return row;
}

/** Deletes some of the links that nobody can use or asks about any more. */
export async function clearOldLinks(tx: Tx, keptHours: number, limit: number): Promise<void> {
  await tx.$executeRaw`/* clear_old_links */
    DELETE FROM one_time_tokens WHERE id IN (
      SELECT id FROM one_time_tokens
      WHERE created_at < now() - ${keptHours} * interval '1 hour'
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
}

/** @returns The new user; null where the address has one. */
export async function addUnverifiedUser(
  tx: Tx,
  email: string,
  fullName: string | null,
): Promise<Person | null> {
  const [row] = persons.parse(
    await tx.$queryRaw(Prisma.sql`/* add_unverified_user */
      INSERT INTO users (email, full_name) VALUES (${email}, ${fullName})
      ON CONFLICT (email) DO NOTHING RETURNING id, role, status, user_tier AS tier`),
  );
  return row ?? null;
}

/** Whose address it is; the operator's own user has none that mails go to. */
export async function findPerson(tx: Tx, email: string): Promise<Person | null> {
  const [row] = persons.parse(
    await tx.$queryRaw(Prisma.sql`/* find_person */
      SELECT id, role, status, user_tier AS tier FROM users WHERE email = ${email} AND id <> ${SYSTEM_ADMIN_ID}::uuid`),
  );
  return row ?? null;
}

export interface NewLink {
  purpose: OneTimeTokenPurpose;
  email: string;
  fullName: string | null;
  /** Null where the address is nobody's. */
  userId: string | null;
  tokenHash: string;
  minutes: number;
}

/** Writes a link down, and closes those of the same kind that are more than `maxOpen` with it: the oldest. */
export async function addLink(tx: Tx, link: NewLink, maxOpen: number): Promise<void> {
  const { purpose, email, fullName, userId, tokenHash, minutes } = link;
  await tx.$executeRaw`/* add_link */
    INSERT INTO one_time_tokens (purpose, email, full_name, user_id, token_hash, expires_at)
    VALUES (${purpose}::one_time_token_purpose, ${email}, ${fullName}, ${userId}::uuid, ${tokenHash},
      now() + ${minutes} * interval '1 minute')`;
  await tx.$executeRaw`/* add_link */
    UPDATE one_time_tokens SET used_at = now() WHERE id IN (
      SELECT id FROM one_time_tokens
      WHERE email = ${email} AND purpose = ${purpose}::one_time_token_purpose AND used_at IS NULL
      ORDER BY created_at DESC, id DESC OFFSET ${maxOpen})`;
}

/** Uses a link up, once whoever else tries. @returns What it was for; null where it is none that works. */
export async function useLink(tx: Tx, purpose: OneTimeTokenPurpose, tokenHash: string) {
  const [row] = links.parse(
    await tx.$queryRaw(Prisma.sql`/* use_link */
      UPDATE one_time_tokens SET used_at = now()
      WHERE token_hash = ${tokenHash} AND purpose = ${purpose}::one_time_token_purpose
        AND used_at IS NULL AND expires_at > now() AND user_id IS NOT NULL
      RETURNING user_id AS "userId", email, full_name AS "fullName"`),
  );
  return row ?? null;
}

/** When a link stopped working that was never used; null where there is none. */
export async function linkExpiry(tx: Tx, purpose: OneTimeTokenPurpose, tokenHash: string) {
  const [row] = expiries.parse(
    await tx.$queryRaw(Prisma.sql`/* link_expiry */
      SELECT expires_at AS "expiresAt" FROM one_time_tokens
      WHERE token_hash = ${tokenHash} AND purpose = ${purpose}::one_time_token_purpose
        AND used_at IS NULL AND expires_at <= now() AND user_id IS NOT NULL`),
  );
  return row?.expiresAt ?? null;
}

/** Locks the user whose address it still is; what others' rows say of them goes on. */
export async function lockPerson(tx: Tx, userId: string, email: string): Promise<Person | null> {
  const [row] = persons.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_person */
      SELECT id, role, status, user_tier AS tier FROM users WHERE id = ${userId}::uuid AND email = ${email} FOR NO KEY UPDATE`),
  );
  return row ?? null;
}

/** Notes that a user's address is theirs. A name counts only where nobody had shown that before. */
export async function verifyAddress(tx: Tx, userId: string, fullName: string | null): Promise<void> {
  await tx.$executeRaw`/* verify_address */
    UPDATE users SET email_verified_at = now(), status = 'ACTIVE', full_name = coalesce(${fullName}, full_name)
    WHERE id = ${userId}::uuid AND (status = 'UNVERIFIED' OR status = 'ACTIVE' AND email_verified_at IS NULL)`;
}
