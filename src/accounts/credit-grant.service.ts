import { z } from 'zod';
import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { once } from '../core/db/idempotency.js';
import { inTransaction } from '../core/db/transaction.js';
import { ConflictError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { type AccountRef, encodeId } from '../core/ids.js';
import type { CreditTransactionType } from '../generated/prisma/enums.js';
import { insertCreditTransaction, lockCreditAccount } from './credit-grant.sql.js';

/** The most that one call adds to an account, and the most that an account holds. */
export const MAX_GRANT = 1_000_000;
export const MAX_BALANCE = 1_000_000_000;

/** What people add to an account; the rest is what runs do to it. */
export type CreditGrantType = Extract<CreditTransactionType, 'GRANT' | 'PURCHASE' | 'REFUND'>;

export interface CreditGrant {
  account: AccountRef;
  type: CreditGrantType;
  amount: number;
  description: string;
  idempotencyKey: string | null;
}

const outcome = z.object({ accountId: z.uuid(), transactionId: z.uuid() });

export type Granted = z.infer<typeof outcome> & { isReplay: boolean };

/**
 * Adds credits to an account. The caller is an administrator.
 * @throws Refusal NotFoundError; ConflictError for a key with another request, or where the account would hold more
 * than an account may.
 */
export function grantCredits(
  caller: Caller,
  { idempotencyKey: key, ...request }: CreditGrant,
): Promise<Granted> {
  const { account: ref, type, amount, description } = request;
  return inTransaction(caller, 'ADMIN', async (tx) => {
    // An administrator's own, whatever account they act for meanwhile.
    const space = { ownerId: caller.viewer.userId, operation: 'grantCredits', outcome };
    const { outcome: granted, isReplay } = await once(tx, space, { key, request }, async () => {
      const account = await lockCreditAccount(tx, ref.uuid);
      if (!account) {
        throw new Refusal(new NotFoundError('There is no such account.', encodeId(ref.type, ref.uuid)));
      }
      if (account.balance + amount > MAX_BALANCE) {
        const message = `An account holds at most ${MAX_BALANCE} credits; this one has ${account.balance}.`;
        throw new Refusal(new ConflictError(message, { type: 'CreditAccount', uuid: account.id }));
      }
      const transactionId = await insertCreditTransaction(tx, ref.uuid, { type, amount, description });
      await recordActivity(tx, caller, {
        action: 'credit_account.credits_granted',
        resource: { type: 'CreditAccount', uuid: account.id },
        metadata: { accountId: encodeId('Account', ref.uuid), type, amount },
      });
      return { accountId: account.id, transactionId };
    });
    return { ...granted, isReplay };
  });
}
