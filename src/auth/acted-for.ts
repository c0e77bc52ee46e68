import { requestError } from '../core/errors.js';
import { decodeId } from '../core/ids.js';
import { SCOPES_IN_PERSON, scopesInTeam } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { MembershipRole, UserTier } from '../generated/prisma/enums.js';
import { createViewerCache } from './viewer-cache.js';

/** Names the account that whoever asks in person acts for; without it they act for their own. */
export const ACCOUNT_HEADER = 'x-runledger-account';

export interface Membership {
  accountRole: MembershipRole;
  /** The account's. */
  tier: UserTier;
}

/** Knows for which accounts those may act who ask in person. */
export interface ActedFor {
  /**
   * @param account What the header says; null where there is none.
   * @returns The viewer as one who acts for that account.
   * @throws GraphQLError FORBIDDEN, the same for an account of others, for none, and for what is no id.
   */
  choose(viewer: Viewer, account: string | null): Promise<Viewer>;
  /** Forgets what is remembered of a user, of who acts for an account, or of all for null. */
  invalidate(id: string | null): void;
}

export interface ActedForDeps {
  /** @returns Undefined where the user is no member, or there is no such account. */
  lookUpMembership(userId: string, accountId: string): Promise<Membership | undefined>;
  /** Called when the database is asked; it may see to it that changes are heard of from then on. */
  onLookUp?: (() => void) | undefined;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export function createActedFor({ lookUpMembership, ...deps }: ActedForDeps): ActedFor {
  const cache = createViewerCache(deps);
  return {
    async choose(viewer, account) {
      if (account === null) return viewer;
      const named = decodeId(account);
      if (named?.type !== 'Account') throw notYours();
      const { uuid: accountId } = named;
      if (viewer.accountId === accountId) return viewer;
      // A key acts for the account that it was made in.
      if (viewer.apiKeyId !== null) throw notYours();
      const { userId, role, sessionId, endsAt } = viewer;
      const key = [userId, role, sessionId ?? '', endsAt?.getTime() ?? '', accountId].join(' ');
      return cache.get(key, async () => {
        const membership = await lookUpMembership(viewer.userId, accountId);
        if (!membership) throw notYours();
        return { viewer: inTeam(viewer, accountId, membership), expiresAt: null };
      });
    },
    invalidate: cache.invalidate,
  };
}

/** Administrators see everything, whatever they act for. */
function inTeam(viewer: Viewer, accountId: string, membership: Membership): Viewer {
  const scopes =
    viewer.role === 'ADMIN' ? viewer.scopes : scopesInTeam(SCOPES_IN_PERSON, membership.accountRole);
  return { ...viewer, ...membership, accountId, scopes };
}

const notYours = () =>
  requestError('FORBIDDEN', `${ACCOUNT_HEADER}: your credentials do not act for such an account.`);
