import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { requireThemselves, seesEverything } from '../core/db/tenancy.js';
import { inTransaction } from '../core/db/transaction.js';
import { ConflictError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';
import { type Connection, upsertConnection } from './connect.sql.js';
import type { TokenCipher } from './token-cipher.js';

export interface ConnectRequest
  extends Omit<Connection, 'ownerId' | 'accessToken' | 'refreshToken' | 'tokenKeyId'> {
  /** As X gave them. */
  accessToken: string;
  refreshToken: string;
}

/**
 * Connects the caller to an X account, or connects them again; the tokens are encrypted for the caller alone.
 * @returns The connection's UUID.
 * @throws Refusal ConflictError where another user has the X account: whose it is stays unsaid.
 */
export function connectTwitter(
  caller: Caller,
  cipher: TokenCipher,
  { accessToken, refreshToken, ...account }: ConnectRequest,
): Promise<string> {
  requireThemselves(caller.viewer);
  const { userId } = caller.viewer;
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const id = await upsertConnection(tx, {
      ...account,
      ownerId: userId,
      accessToken: cipher.encrypt(accessToken, { userId, token: 'access' }),
      refreshToken: cipher.encrypt(refreshToken, { userId, token: 'refresh' }),
      tokenKeyId: cipher.keyId,
    });
    if (id === null) throw new Refusal(new ConflictError('This X account is already connected.'));
    await recordActivity(tx, caller, {
      action: 'twitter_account.connected',
      resource: { type: 'TwitterAccount', uuid: id },
    });
    return id;
  });
}

/**
 * Forgets a connection and its tokens; what it verified stays in the log.
 * @param id UUID. @throws Refusal NotFoundError
 */
export function disconnectTwitter(caller: Caller, id: string): Promise<void> {
  if (!seesEverything(caller.viewer)) requireThemselves(caller.viewer);
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const { count } = await tx.twitterAccount.deleteMany({ where: { id } });
    if (count === 0) {
      throw new Refusal(new NotFoundError('There is no such X account.', encodeId('TwitterAccount', id)));
    }
    await recordActivity(tx, caller, {
      action: 'twitter_account.disconnected',
      resource: { type: 'TwitterAccount', uuid: id },
    });
  });
}
