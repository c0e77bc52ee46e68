import { z } from 'zod';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const locked = z.tuple([z.object({ webhookSecretVersion: z.int() })]);

/** Locks a user's preferences; every user has some. */
export async function lockPreferences(tx: Tx, ownerId: string): Promise<z.infer<typeof locked>[0]> {
  const [row] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_preferences */
      SELECT webhook_secret_version AS "webhookSecretVersion" FROM notification_preferences
      WHERE owner_id = ${ownerId}::uuid FOR NO KEY UPDATE`),
  );
  return row;
}

/** Makes another secret the one that a user's webhooks are signed with. */
export async function writeSecretVersion(tx: Tx, ownerId: string, version: number): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* write_secret_version */
    UPDATE notification_preferences SET webhook_secret_version = ${version}, webhook_secret_at = now()
    WHERE owner_id = ${ownerId}::uuid`);
}
