import type {
  ApiKeyScope,
  MembershipRole,
  UserRole,
  UserStatus,
  UserTier,
} from '../generated/prisma/enums.js';

/** Who asks, for which account, and what their credential may do there. */
export interface Viewer {
  /** The UUID of the user who acts. */
  userId: string;
  /** The UUID of the account that they act for, whose is all that they read and write. Their own has their id. */
  accountId: string;
  /** What they are there. */
  accountRole: MembershipRole;
  role: UserRole;
  status: UserStatus;
  /** What the account pays for, and so how much may be asked for it. */
  tier: UserTier;
  /** The UUID of the API key that asks; null where the credential is none. */
  apiKeyId: string | null;
  /** As they count by now: see `effectiveScopes`. */
  scopes: ReadonlySet<ApiKeyScope>;
  /** The UUID of the session that asks, where it is one. */
  sessionId?: string | undefined;
  /** When what they ask in person with ends by itself; left out for API keys, whose row says that. */
  endsAt?: Date | undefined;
}
