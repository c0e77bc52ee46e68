import { z } from 'zod';
import type { Tx } from '../core/db/transaction.js';
import { type CreditTransactionType, Prisma } from '../generated/prisma/client.js';

const accounts = z.array(z.object({ id: z.uuid(), balance: z.int() }));
const written = z.tuple([z.object({ id: z.uuid() })]);

/** Locks an account's credits: the balance stays until the transaction ends. @returns Null where there is none. */
export async function lockCreditAccount(tx: Tx, ownerId: string) {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_credit_account */
    SELECT id, balance FROM credit_accounts WHERE owner_id = ${ownerId}::uuid FOR NO KEY UPDATE`);
  return accounts.parse(rows)[0] ?? null;
}

/** Moves the balance of an owner's account. @returns The transaction's UUID. */
export async function insertCreditTransaction(
  tx: Tx,
  ownerId: string,
  { type, amount, description }: { type: CreditTransactionType; amount: number; description: string },
): Promise<string> {
  const rows = await tx.$queryRaw(Prisma.sql`/* insert_credit_transaction */
    INSERT INTO credit_transactions (account_id, owner_id, type, amount, description)
    SELECT id, owner_id, ${type}::credit_transaction_type, ${amount}::int, ${description}
    FROM credit_accounts WHERE owner_id = ${ownerId}::uuid
    RETURNING id`);
  return written.parse(rows)[0].id;
}
