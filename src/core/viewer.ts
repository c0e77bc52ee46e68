import type { ApiKeyScope, UserRole, UserStatus, UserTier } from '../generated/prisma/enums.js';

/** Who asks: the user that the request's credential belongs to, and what that credential may do. */
export interface Viewer {
  /** The user's UUID. */
  userId: string;
  role: UserRole;
  status: UserStatus;
  /** What they pay for, and so how much they may ask. */
  tier: UserTier;
  /** The UUID of the API key that asks; null where the credential is none. */
  apiKeyId: string | null;
  /** As they count by now: see `effectiveScopes`. */
  scopes: ReadonlySet<ApiKeyScope>;
  /** The UUID of the session that asks, where it is one. */
  sessionId?: string | undefined;
}
