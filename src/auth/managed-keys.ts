import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../core/db/durable-files.js';
import { sayingOverAllOwners } from '../core/db/owned.js';
import { TRANSACTION_LIMITS } from '../core/db/transaction.js';
import { SCOPES_IN_PERSON } from '../core/scopes.js';
import { CREDENTIALS_CHANNEL } from '../feed/wake-ups.js';
import type { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { describeApiKey, generateApiKey, hashApiKey, parseApiKey } from './api-key.js';

/** The user that RUNLEDGER_ADMIN_KEY speaks for. Known by its id: an address can be anybody's. */
export const SYSTEM_ADMIN_ID = '00000000-0000-7000-8000-000000000001';
const SYSTEM_ADMIN_EMAIL = 'admin@runledger.local';

export const ADMIN_KEY_NAME = 'RUNLEDGER_ADMIN_KEY';
const ADMIN_KEY_PREFIX = 'admin';
const DEVELOPMENT_KEY_NAME = 'development';
const DEVELOPMENT_KEY_FILE = 'development-key';

/** Whether a key is the operator's, which is what RUNLEDGER_ADMIN_KEY says and nothing else. */
export function isManaged({ ownerId, name }: { ownerId: string; name: string }): boolean {
  return ownerId === SYSTEM_ADMIN_ID && name === ADMIN_KEY_NAME;
}

async function ensureSystemAdmin(db: Prisma.TransactionClient): Promise<string> {
  // Two processes may start at once: whoever comes second finds the first one's row. Anybody may have registered the
  // address before: it is only a name.
  await db.$executeRaw`/* ensure_system_admin */
    INSERT INTO users (id, email, full_name, status, role, user_tier, email_verified_at)
    SELECT ${SYSTEM_ADMIN_ID}::uuid,
      CASE WHEN EXISTS (SELECT FROM users WHERE email = ${SYSTEM_ADMIN_EMAIL} AND id <> ${SYSTEM_ADMIN_ID}::uuid)
        THEN ${`${SYSTEM_ADMIN_ID}.${SYSTEM_ADMIN_EMAIL}`} ELSE ${SYSTEM_ADMIN_EMAIL} END,
      'Administrator', 'ACTIVE', 'ADMIN', 'ENTERPRISE', now()
    ON CONFLICT (id) DO UPDATE SET status = 'ACTIVE', role = 'ADMIN'`;
  return SYSTEM_ADMIN_ID;
}

/**
 * Makes the operator's key the one valid key of its name, and revokes those it had before.
 * @param adminKey RUNLEDGER_ADMIN_KEY; undefined revokes without a successor.
 * @throws Error where the key is already an ordinary user's.
 */
export async function ensureAdminKey(prisma: PrismaClient, adminKey: string | undefined): Promise<void> {
  const keyHash = adminKey === undefined ? null : hashApiKey(adminKey);
  await prisma.$transaction(async (tx) => {
    const revoked = await tx.$executeRaw`/* ensure_admin_key */
      UPDATE api_keys SET revoked_at = now()
      WHERE owner_id = ${SYSTEM_ADMIN_ID}::uuid AND name = ${ADMIN_KEY_NAME}
        AND revoked_at IS NULL AND key_hash IS DISTINCT FROM ${keyHash}`;
    // Heard once this is committed, by the servers that run already.
    if (revoked > 0)
      await tx.$executeRaw`/* ensure_admin_key */ SELECT pg_notify(${CREDENTIALS_CHANNEL}, ${`start ${SYSTEM_ADMIN_ID}`})`;
    if (adminKey === undefined || keyHash === null) return;
    const ownerId = await ensureSystemAdmin(tx);
    const { lastFour } = describeApiKey(adminKey);
    const row = await sayingOverAllOwners('credentials', async () =>
      tx.apiKey.upsert({
        where: { keyHash },
        create: {
          ownerId,
          createdByUserId: ownerId,
          name: ADMIN_KEY_NAME,
          prefix: ADMIN_KEY_PREFIX,
          lastFour,
          keyHash,
          scopes: [...SCOPES_IN_PERSON],
        },
        update: {},
        select: { id: true, ownerId: true, revokedAt: true },
      }),
    );
    if (row.ownerId !== ownerId) throw new Error(`${ADMIN_KEY_NAME} is already the API key of a user.`);
    // The operator went back to a key of before.
    if (row.revokedAt) await tx.apiKey.update({ where: { id: row.id, ownerId }, data: { revokedAt: null } });
  }, TRANSACTION_LIMITS);
}

/**
 * The key for trying things out on the embedded database: made once for an administrator, kept in a file of the
 * data folder that only its owner can read, and the same on later starts.
 * @param dataDir the folder that RUNLEDGER keeps its embedded database in; it exists.
 */
export async function ensureDevelopmentKey(prisma: PrismaClient, dataDir: string): Promise<string> {
  const file = join(dataDir, DEVELOPMENT_KEY_FILE);
  const kept = await readKept(file);
  if (kept && (await isValid(prisma, kept))) return kept;

  const admin = await prisma.user.findFirst({
    where: { role: 'ADMIN', status: 'ACTIVE', NOT: { id: SYSTEM_ADMIN_ID } },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  const { key, ...stored } = generateApiKey();
  await prisma.$transaction(async (tx) => {
    const ownerId = admin?.id ?? (await ensureSystemAdmin(tx));
    await tx.apiKey.create({
      data: {
        ...stored,
        ownerId,
        createdByUserId: ownerId,
        name: DEVELOPMENT_KEY_NAME,
        scopes: [...SCOPES_IN_PERSON],
      },
    });
  }, TRANSACTION_LIMITS);
  await writeDurably(file, `${key}\n`);
  return key;
}

async function readKept(file: string): Promise<string | null> {
  try {
    return parseApiKey((await readFile(file, 'utf8')).trim());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function isValid(prisma: PrismaClient, key: string): Promise<boolean> {
  const row = await sayingOverAllOwners('credentials', async () =>
    prisma.apiKey.findUnique({
      where: { keyHash: hashApiKey(key) },
      select: { revokedAt: true, expiresAt: true, owner: { select: { user: { select: { status: true } } } } },
    }),
  );
  const isKept = row !== null && row.revokedAt === null && row.expiresAt === null;
  return isKept && row.owner.user?.status === 'ACTIVE';
}
