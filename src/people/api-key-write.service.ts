import { recordActivity } from '../activity/activity.service.js';
import { generateApiKey } from '../auth/api-key.js';
import { ADMIN_KEY_NAME, isManaged } from '../auth/managed-keys.js';
import type { Caller } from '../core/caller.js';
import { ownerScope, requireAccountOwner } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import {
  InvalidTransitionError,
  NotFoundError,
  QuotaExceededError,
  Refusal,
  type State,
} from '../core/domain-errors.js';
import { forbidden, refuseInput } from '../core/errors.js';
import { type AccountRef, encodeId } from '../core/ids.js';
import { OF_ADMINISTRATORS } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { ApiKeyScope } from '../generated/prisma/enums.js';
import {
  countLiveKeys,
  type KeyOwner,
  type LockedKey,
  lockKey,
  lockKeyOwner,
  retireKey,
  revokeKey,
} from './api-key-write.sql.js';

/** How many keys of one account work at a time. */
export const MAX_LIVE_KEYS = 50;
/** While old secrets go on beside the new ones, there may be twice as many. */
const MAX_LIVE_KEYS_ROTATING = 2 * MAX_LIVE_KEYS;

/** How long a rotated key goes on: a week at most. */
export const OVERLAP_SECONDS = { min: 0, max: 604_800, default: 86_400 } as const;

export interface NewApiKey {
  name: string;
  scopes: readonly ApiKeyScope[];
  /** Null for as long as the key that makes it. */
  expiresAt: Date | null;
  /** Null for the account that the caller acts for. */
  owner: AccountRef | null;
}

/** A key that was just made, by its UUID. The secret is nowhere else. */
export interface MadeApiKey {
  id: string;
  secret: string;
}

/**
 * Makes a key that may do at most what the caller may, and for no longer.
 * @throws Refusal NotFoundError for an account that the caller does not act for, unless they are an administrator;
 * QuotaExceededError. GraphQLError FORBIDDEN, BAD_USER_INPUT.
 */
export function createApiKey(
  caller: Caller,
  { owner: wanted, expiresAt: wantedEnd, ...key }: NewApiKey,
): Promise<MadeApiKey> {
  const ref = wanted ?? { type: 'Account', uuid: caller.viewer.accountId };
  const ownerId = ref.uuid;
  if (key.name === ADMIN_KEY_NAME) refuseInput(['input', 'name'], 'this name is reserved for the operator.');
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const owner = await requireOwner(tx, caller.viewer, ref);
    requireGrantable(caller.viewer, owner, key.scopes);
    if (wantedEnd && wantedEnd <= owner.now) refuseInput(['input', 'expiresAt'], 'must be in the future.');
    const ownEnd = await endOfAsking(tx, caller.viewer);
    const expiresAt = wantedEnd ?? ownEnd;
    if (isAfter(expiresAt, ownEnd)) {
      refuseInput(['input', 'expiresAt'], 'must not be later than that of the key that creates it.');
    }
    await requireRoom(tx, ownerId, owner, MAX_LIVE_KEYS);
    const made = await insertKey(tx, caller.viewer, { ...key, ownerId, expiresAt });
    await recordActivity(tx, caller, {
      action: 'api_key.created',
      resource: { type: 'ApiKey', uuid: made.id },
      metadata: { ...described({ ...key, expiresAt }), ownerId: encodeId('Account', ownerId) },
    });
    return made;
  });
}

/**
 * Gives a key a new secret: a new key of the same name, scopes and expiry. The old one goes on until the overlap is
 * over, or it expires. The caller must be able to do all that the key can, for as long: its secret is theirs to see.
 * A team's key is then of who rotates it.
 * @param id UUID.
 * @throws Refusal NotFoundError; InvalidTransitionError where it does not work any more or was rotated before;
 * QuotaExceededError. GraphQLError FORBIDDEN, also for others' keys where the caller is no owner of the team.
 */
export function rotateApiKey(caller: Caller, id: string, overlapSeconds: number): Promise<MadeApiKey> {
  return inTransaction(caller, 'MANAGE', async (tx, afterCommit) => {
    const key = await requireKey(tx, caller.viewer, id);
    const owner = await requireOwner(tx, caller.viewer, { type: 'Account', uuid: key.ownerId });
    refuseUnless(key, 'ROTATED');
    requireGrantable(caller.viewer, owner, key.scopes);
    if (isAfter(key.expiresAt, await endOfAsking(tx, caller.viewer))) {
      throw forbidden('Your key expires before this one, so it cannot rotate it.');
    }
    await requireRoom(tx, key.ownerId, owner, MAX_LIVE_KEYS_ROTATING);
    const { ownerId, name, scopes, expiresAt } = key;
    const made = await insertKey(tx, caller.viewer, { ownerId, name, scopes, expiresAt });
    await retireKey(tx, key, overlapSeconds);
    await recordActivity(tx, caller, {
      action: 'api_key.rotated',
      resource: { type: 'ApiKey', uuid: id },
      metadata: { ...described(key), overlapSeconds, newApiKeyId: encodeId('ApiKey', made.id) },
    });
    afterCommit(() => caller.credentialsChanged(ownerId));
    return made;
  });
}

/**
 * Ends a key. Said again it changes nothing.
 * @param id UUID. @throws Refusal NotFoundError; InvalidTransitionError for the operator's own.
 */
export function revokeApiKey(caller: Caller, id: string): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx, afterCommit) => {
    const key = await requireKey(tx, caller.viewer, id);
    if (key.isRevoked) return;
    refuseUnless(key, 'REVOKED');
    await revokeKey(tx, key);
    await recordActivity(tx, caller, {
      action: 'api_key.revoked',
      resource: { type: 'ApiKey', uuid: id },
    });
    afterCommit(() => caller.credentialsChanged(key.ownerId));
  });
}

async function requireOwner(tx: Tx, viewer: Viewer, { type, uuid }: AccountRef): Promise<KeyOwner> {
  const { userId } = viewer;
  const owner = await lockKeyOwner(tx, uuid, { userId, scope: ownerScope(viewer) });
  if (!owner) throw new Refusal(new NotFoundError('There is no such account.', encodeId(type, uuid)));
  // A team's key does what its maker may do there.
  if (owner.role === null && !owner.isMember) throw forbidden('Only members of a team make keys for it.');
  return owner;
}

async function requireKey(tx: Tx, viewer: Viewer, id: string): Promise<LockedKey> {
  const key = await lockKey(tx, id, ownerScope(viewer));
  if (key) {
    if (key.createdByUserId !== viewer.userId) requireAccountOwner(viewer);
    return key;
  }
  throw new Refusal(new NotFoundError('There is no such API key.', encodeId('ApiKey', id)));
}

/** Nobody makes a key that can do more than they can, nor one that its account could not use. */
function requireGrantable(viewer: Viewer, owner: KeyOwner, scopes: readonly ApiKeyScope[]): void {
  // VERIFY is nobody's to begin with: an administrator makes a key for it.
  const isGrantable = (scope: ApiKeyScope) =>
    viewer.scopes.has(scope) || (scope === 'VERIFY' && viewer.scopes.has('ADMIN'));
  const lacking = scopes.find((scope) => !isGrantable(scope));
  if (lacking)
    throw forbidden(`Your credentials lack the scope ${lacking}: they cannot create a key that has it.`);
  const reserved = scopes.find((scope) => OF_ADMINISTRATORS.includes(scope));
  if (reserved && owner.role !== 'ADMIN') {
    throw forbidden(`Only the key of an administrator’s own account can have the scope ${reserved}.`);
  }
}

/** When the key that asks ends, by itself or because it was rotated; null where it does not, or where it is no key. */
async function endOfAsking(tx: Tx, { apiKeyId }: Viewer): Promise<Date | null> {
  if (apiKeyId === null) return null;
  const key = await tx.apiKey.findUnique({ where: { id: apiKeyId }, select: { expiresAt: true } });
  return key?.expiresAt ?? null;
}

/** Whether one end is later than another; null is never. */
function isAfter(end: Date | null, limit: Date | null): boolean {
  return limit !== null && (end === null || end > limit);
}

async function requireRoom(tx: Tx, ownerId: string, { tier }: KeyOwner, limit: number): Promise<void> {
  const used = await countLiveKeys(tx, ownerId);
  if (used < limit) return;
  throw new Refusal(
    new QuotaExceededError(`There are already ${limit} active API keys: revoke one first.`, {
      quota: 'apiKeys',
      limit,
      used,
      tier,
    }),
  );
}

function refuseUnless(key: LockedKey, to: 'ROTATED' | 'REVOKED'): void {
  if (isManaged(key)) {
    throw refusal('This key is what RUNLEDGER_ADMIN_KEY says: change it there.', 'MANAGED', to);
  }
  if (to === 'REVOKED') return;
  if (key.isRevoked) throw refusal('The API key has been revoked.', 'REVOKED', to);
  if (key.isExpired) throw refusal('The API key has expired.', 'EXPIRED', to, ['REVOKED']);
  if (key.isRotated) throw refusal('The API key has a new secret already.', 'ROTATED', to, ['REVOKED']);
}

const refusal = (message: string, from: State, to: State, allowed: State[] = []) =>
  new Refusal(new InvalidTransitionError(message, { from, to, allowed }));

async function insertKey(
  tx: Tx,
  { userId }: Viewer,
  {
    scopes,
    ...row
  }: { ownerId: string; name: string; scopes: readonly ApiKeyScope[]; expiresAt: Date | null },
): Promise<MadeApiKey> {
  const { key: secret, ...stored } = generateApiKey();
  const { id } = await tx.apiKey.create({
    data: { ...row, ...stored, createdByUserId: userId, scopes: [...scopes] },
    select: { id: true },
  });
  return { id, secret };
}

function described({ scopes, expiresAt }: Pick<NewApiKey, 'scopes' | 'expiresAt'>) {
  return { scopes: [...scopes], expiresAt: expiresAt?.toISOString() ?? null };
}
