import { unauthenticated } from '../core/errors.js';
import { effectiveScopes, SCOPES_IN_PERSON } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { PrismaClient, UserRole, UserStatus, UserTier } from '../generated/prisma/client.js';
import type { Bearer } from './pass.js';
import type { SessionTokens } from './session-token.js';
import type { Recognised } from './viewer-cache.js';

/** What must be known of a user who asks in person. */
export interface Person {
  id: string;
  role: UserRole;
  status: UserStatus;
  tier: UserTier;
}
export const PERSON_SELECT = { id: true, role: true, status: true, tier: true } as const;

/**
 * A user who asks in person, not by an API key, for their own account.
 * @throws GraphQLError UNAUTHENTICATED unless the account is active.
 */
export function viewerInPerson(
  { id, role, status, tier }: Person,
  { sessionId, endsAt }: Pick<Viewer, 'sessionId' | 'endsAt'> = {},
): Viewer {
  if (status !== 'ACTIVE') throw unauthenticated(`The account is ${status.toLowerCase()}.`);
  const scopes = effectiveScopes(SCOPES_IN_PERSON, role);
  const own = { accountId: id, accountRole: 'OWNER' } as const;
  return { userId: id, ...own, role, status, tier, apiKeyId: null, scopes, sessionId, endsAt };
}

export interface SessionDeps {
  prisma: PrismaClient;
  tokens: () => Promise<SessionTokens>;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/**
 * Looks up whose session a token is of.
 * @throws GraphQLError UNAUTHENTICATED for a token that is not good, or no more: its session ended, or its user is
 * not active.
 */
export async function lookUpSession(
  token: string,
  { prisma, tokens, clock }: SessionDeps,
): Promise<Recognised> {
  const { userId, sessionId, expiresAt } = await (await tokens()).read(token, new Date(clock()));
  return { viewer: await viewerOfSession(prisma, { userId, sessionId, endsAt: expiresAt }), expiresAt };
}

/**
 * Looks up whom a pass speaks for that a person asked for, by their session or by another issuer's token.
 * @throws GraphQLError UNAUTHENTICATED where the session ended, or the user is not active.
 */
export async function lookUpBearer(
  { userId, sessionId, endsAt }: Bearer,
  { prisma }: Pick<SessionDeps, 'prisma'>,
): Promise<Recognised> {
  const expiresAt = endsAt ?? null;
  if (sessionId !== undefined) {
    return { viewer: await viewerOfSession(prisma, { userId, sessionId, endsAt }), expiresAt };
  }
  const person = await prisma.user.findUnique({ where: { id: userId }, select: PERSON_SELECT });
  if (!person) throw unauthenticated('The user is gone.');
  return { viewer: viewerInPerson(person, { endsAt }), expiresAt };
}

async function viewerOfSession(
  prisma: PrismaClient,
  { userId, sessionId, endsAt }: { userId: string; sessionId: string; endsAt: Date | undefined },
): Promise<Viewer> {
  const session = await prisma.session.findUnique({
    where: { id: sessionId, ownerId: userId },
    select: { owner: { select: PERSON_SELECT } },
    relationLoadStrategy: 'join',
  });
  if (!session) throw unauthenticated('The session has ended.');
  return viewerInPerson(session.owner, { sessionId, endsAt });
}
