import { z } from 'zod';
import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { once } from '../core/db/idempotency.js';
import { ownerScope } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { forbidden } from '../core/errors.js';
import { encodeId } from '../core/ids.js';
import { renewTokens } from './renew-tokens.js';
import { type TokenCipher, TokenCipherError } from './token-cipher.js';
import {
  type LockedAccount,
  lockAccount,
  lockCompletion,
  type Verification,
  writeTokens,
  writeVerification,
} from './verification-record.sql.js';

export interface VerificationRequest extends Verification {
  /** UUID. */
  completionId: string;
  idempotencyKey: string | null;
}

const outcome = z.object({ completionId: z.uuid(), verificationLogId: z.uuid() });

export type RecordedVerification = z.infer<typeof outcome>;

/**
 * Records how a completion was verified. VERIFIED and REJECTED decide it, once and for all, and VERIFIED pays what
 * its task promises; ERROR leaves it open. The caller is an administrator.
 * @param cipher What tokens are encrypted with; null where there are no keys.
 * @throws Refusal NotFoundError; ConflictError for a key with another request; InvalidTransitionError where it is
 * decided already. GraphQLError FORBIDDEN for a completion of the caller's own.
 */
export function recordVerification(
  caller: Caller,
  cipher: TokenCipher | null,
  { idempotencyKey: key, ...request }: VerificationRequest,
): Promise<RecordedVerification> {
  const { viewer } = caller;
  const { completionId, ...verification } = request;
  return inTransaction(caller, 'ADMIN', async (tx) => {
    // An administrator's own, whatever account they act for meanwhile.
    const space = { ownerId: viewer.userId, operation: 'recordVerification', outcome };
    const recorded = await once(tx, space, { key, request }, async () => {
      const completion = await lockCompletion(tx, completionId, ownerScope(viewer));
      if (!completion) {
        throw new Refusal(
          new NotFoundError('There is no such completion.', encodeId('Completion', completionId)),
        );
      }
      if (completion.ownerId === viewer.userId) {
        throw forbidden('You cannot verify your own completion: another administrator must.');
      }
      if (completion.status !== 'PENDING') {
        throw new Refusal(
          new InvalidTransitionError(`The completion is ${completion.status}: that is final.`, {
            from: completion.status,
            to: verification.result,
            allowed: [],
          }),
        );
      }
      const account = await lockAccount(tx, completion.ownerId);
      if (account && cipher) await renewOutdated(tx, cipher, account, completion.ownerId);
      const verificationLogId = await writeVerification(tx, completion, account?.id ?? null, verification);
      await recordActivity(tx, caller, {
        action: 'completion.verification_recorded',
        resource: { type: 'Completion', uuid: completionId },
        metadata: { result: verification.result },
      });
      return { completionId, verificationLogId };
    });
    return recorded.outcome;
  });
}

/** Encrypts an account's tokens anew where their key is not the current one. What no key opens stays as it is. */
async function renewOutdated(
  tx: Tx,
  cipher: TokenCipher,
  account: LockedAccount,
  userId: string,
): Promise<void> {
  if (account.tokenKeyId === cipher.keyId) return;
  try {
    await writeTokens(tx, userId, { ...renewTokens(cipher, account, userId), id: account.id });
  } catch (error) {
    if (!(error instanceof TokenCipherError)) throw error;
  }
}
