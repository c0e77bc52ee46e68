import { recordActivity } from '../activity/activity.service.js';
import type { SessionTokens } from '../auth/session-token.js';
import type { Caller } from '../core/caller.js';
import { requireThemselves } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { NotFoundError, Refusal } from '../core/domain-errors.js';
import { addSession, clearSessions, type OpenSession, renewSessionRow } from './session.sql.js';

/** How long a token is good, and so how long a session lasts without being renewed. */
const TOKEN_MINUTES = 60;
/** How long a session lasts, however often it is renewed. */
const SESSION_DAYS = 30;
/** Sessions that a user has at a time; a further one ends the oldest. */
export const MAX_SESSIONS = 20;

/** A session's token, as it leaves. */
export interface IssuedToken {
  token: string;
  expiresAt: Date;
  /** Seconds, for a cookie. */
  maxAge: number;
}

/** Opens a session for a user whose row is locked. @returns It, and how many others ended for it. */
export async function openSession(tx: Tx, userId: string): Promise<{ session: OpenSession; ended: number }> {
  const ended = await clearSessions(tx, userId, { idleMinutes: TOKEN_MINUTES, kept: MAX_SESSIONS - 1 });
  return { session: await addSession(tx, userId, SESSION_DAYS), ended };
}

/** Makes a token of a session as of now; it never outlasts the session. */
export async function issueToken(tokens: SessionTokens, session: OpenSession): Promise<IssuedToken> {
  const { id: sessionId, ownerId: userId, now: issuedAt } = session;
  const wanted = issuedAt.getTime() + TOKEN_MINUTES * 60_000;
  // Whole seconds, as the token has them.
  const expiresAt = new Date(Math.floor(Math.min(wanted, session.expiresAt.getTime()) / 1_000) * 1_000);
  const token = await tokens.sign({ userId, sessionId, issuedAt, expiresAt });
  return { token, expiresAt, maxAge: Math.floor((expiresAt.getTime() - issuedAt.getTime()) / 1_000) };
}

/**
 * Another token for the session that asks.
 * @throws Refusal with NotFoundError where none does. GraphQLError FORBIDDEN for who acts for a team.
 */
export async function renewSession(caller: Caller, tokens: SessionTokens): Promise<IssuedToken> {
  requireThemselves(caller.viewer);
  const sessionId = sessionOf(caller);
  const session = await inTransaction(caller, 'MANAGE', async (tx) => {
    const renewed = await renewSessionRow(tx, sessionId, caller.viewer.userId);
    if (!renewed) throw noSession();
    await recordActivity(tx, caller, { action: 'session.renewed', resource: null });
    return renewed;
  });
  return issueToken(tokens, session);
}

/**
 * Ends the session that asks, or all of its user's; an API key can end all.
 * @returns How many ended.
 * @throws Refusal with NotFoundError where no session asks. GraphQLError FORBIDDEN for who acts for a team.
 */
export async function signOut(caller: Caller, everywhere: boolean): Promise<number> {
  const { userId } = caller.viewer;
  const sessionId = everywhere ? undefined : sessionOf(caller);
  requireThemselves(caller.viewer);
  return inTransaction(caller, 'MANAGE', async (tx, afterCommit) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId, ownerId: userId } });
    await recordActivity(tx, caller, {
      action: 'session.ended',
      resource: null,
      metadata: { sessions: count },
    });
    afterCommit(() => caller.credentialsChanged(userId));
    return count;
  });
}

function sessionOf({ viewer }: Caller): string {
  if (viewer.sessionId === undefined) throw noSession();
  return viewer.sessionId;
}

function noSession(): Refusal {
  return new Refusal(new NotFoundError('There is no session: it has ended, or other credentials were sent.'));
}
