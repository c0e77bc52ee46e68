import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { inTransaction } from '../core/db/transaction.js';
import { InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { forbidden, refuseInput } from '../core/errors.js';
import { encodeId } from '../core/ids.js';
import { type TokenCipher, TokenCipherError, type TokenName } from './token-cipher.js';
import { holdForLoan, type LentAccount, lockForReplacement, writeReplacement } from './token-lend.sql.js';

/** A token on loan. It is in the answer to the loan and nowhere else. */
export interface Loan {
  accessToken: string;
  tokenType: string;
  scope: string;
  tokenExpiresAt: Date;
}

export interface Replacement {
  /** As X gave them. */
  accessToken: string;
  refreshToken: string;
  tokenExpiresAt: Date;
}

/**
 * Lends the access token of anybody's X account; each loan is in the activity log. The caller is an administrator's key
 * with the scope VERIFY.
 * @param id UUID. @param purpose What it is for.
 * @throws Refusal NotFoundError; InvalidTransitionError where the account is not active, as none is whose token has
 * ended. GraphQLError FORBIDDEN where no key opens the token.
 */
export function borrowToken(caller: Caller, cipher: TokenCipher, id: string, purpose: string): Promise<Loan> {
  return inTransaction(caller, 'VERIFY', async (tx) => {
    const account = await holdForLoan(tx, id);
    if (!account) throw notFound(id);
    refuseUnlessActive(account);
    const { ownerId, tokenKeyId, tokenType, scope, tokenExpiresAt } = account;
    const accessToken = open(cipher, account.accessToken, tokenKeyId, { userId: ownerId, token: 'access' });
    await recordActivity(tx, caller, {
      action: 'twitter_account.token_borrowed',
      resource: { type: 'TwitterAccount', uuid: id },
      metadata: { purpose, ownerId: encodeId('User', ownerId) },
    });
    return { accessToken, tokenType, scope, tokenExpiresAt };
  });
}

/**
 * Gives anybody's X account the tokens that X gave for a refresh; it is active with them. The caller is an
 * administrator's key with the scope VERIFY.
 * @param id UUID.
 * @throws Refusal NotFoundError. GraphQLError BAD_USER_INPUT for a token that has ended.
 */
export function replaceToken(
  caller: Caller,
  cipher: TokenCipher,
  id: string,
  { accessToken, refreshToken, tokenExpiresAt }: Replacement,
): Promise<void> {
  return inTransaction(caller, 'VERIFY', async (tx) => {
    const account = await lockForReplacement(tx, id);
    if (!account) throw notFound(id);
    const { ownerId, now } = account;
    if (tokenExpiresAt <= now) refuseInput(['input', 'tokenExpiresAt'], 'must be in the future.');
    await writeReplacement(tx, {
      id,
      ownerId,
      tokenExpiresAt,
      accessToken: cipher.encrypt(accessToken, { userId: ownerId, token: 'access' }),
      refreshToken: cipher.encrypt(refreshToken, { userId: ownerId, token: 'refresh' }),
      tokenKeyId: cipher.keyId,
    });
    await recordActivity(tx, caller, {
      action: 'twitter_account.token_replaced',
      resource: { type: 'TwitterAccount', uuid: id },
      metadata: { ownerId: encodeId('User', ownerId), tokenExpiresAt: tokenExpiresAt.toISOString() },
    });
  });
}

const notFound = (id: string) =>
  new Refusal(new NotFoundError('There is no such X account.', encodeId('TwitterAccount', id)));

function refuseUnlessActive({ isActive, isExpired }: LentAccount): void {
  if (isActive && !isExpired) return;
  const message = isExpired
    ? 'The access token of the X account has ended: replace it first.'
    : 'The X account is not active.';
  const from = isExpired ? 'EXPIRED' : 'INACTIVE';
  throw new Refusal(new InvalidTransitionError(message, { from, to: 'BORROWED', allowed: ['REPLACED'] }));
}

/** @throws GraphQLError FORBIDDEN, which says nothing of what is inside. */
function open(cipher: TokenCipher, token: Buffer, keyId: string, name: TokenName): string {
  try {
    return cipher.decrypt(token, keyId, name);
  } catch (error) {
    if (!(error instanceof TokenCipherError)) throw error;
    throw forbidden(
      'No key of this server opens the token: add its key to TOKEN_KEYS, or replace the token.',
    );
  }
}
