import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordActivity } from '../activity/activity.service.js';
import { SYSTEM_ADMIN_ID } from '../auth/managed-keys.js';
import { type Person, viewerInPerson } from '../auth/session.js';
import type { SessionTokens } from '../auth/session-token.js';
import { type ScopedDb, scopeDatabase } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import { ExpiredError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { forbidden, requestError } from '../core/errors.js';
import type { Logger } from '../core/logger.js';
import { SCOPES_IN_PERSON } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { OneTimeTokenPurpose, PrismaClient } from '../generated/prisma/client.js';
import type { Mail, Mailer } from '../mail/mailer.js';
import { type IssuedToken, issueToken, openSession } from './session.service.js';
import {
  addLink,
  addUnverifiedUser,
  clearOldLinks,
  findPerson,
  linkExpiry,
  lockAddress,
  lockPerson,
  recentLinks,
  useLink,
  verifyAddress,
} from './sign-in.sql.js';
import { LINK_MINUTES, linkMail } from './sign-in-mails.js';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;
/**
 * Links of one kind that one address can have asked for in an hour, whoever asks: who has many accounts made for a
 * person's address does not keep them from signing in.
 */
export const MAX_LINKS_PER_HOUR = 5;
/** Links of one kind that work at a time; a further one closes the oldest. */
export const MAX_OPEN_LINKS = 3;
/**
 * Whoever asks for a link is answered after this long, unless it takes longer: what is done for an address that is
 * known takes another time than for one that is not, and nobody is to tell them apart by that.
 */
export const LINK_ANSWER_MS = 100;
/** So long is it told of a link that it has expired; then there is none. */
const KEPT_HOURS = 48;
const CLEARED_AT_ONCE = 50;

/** What signing in works with, before anybody is known. */
export interface SignIn {
  /** As the server itself sees it. */
  db: ScopedDb;
  /** As a user sees it who just proved to be one. */
  dbOf(viewer: Viewer): ScopedDb;
  tokens(): Promise<SessionTokens>;
  mailer: Mailer;
  publicUrl: string;
  /** See {@link LINK_ANSWER_MS}. */
  answerAfterMs: number;
  /** To be called once it is committed that sessions of a user have ended. */
  credentialsChanged(userId: string): void;
  logger: Logger;
}

/** The server, where it acts before anybody is known. */
const SERVER: Viewer = {
  userId: SYSTEM_ADMIN_ID,
  accountId: SYSTEM_ADMIN_ID,
  accountRole: 'OWNER',
  role: 'ADMIN',
  status: 'ACTIVE',
  tier: 'ENTERPRISE',
  apiKeyId: null,
  scopes: new Set(SCOPES_IN_PERSON),
};

export function createSignIn(prisma: PrismaClient, deps: Omit<SignIn, 'db' | 'dbOf'>): SignIn {
  return { ...deps, db: scopeDatabase(prisma, SERVER), dbOf: (viewer) => scopeDatabase(prisma, viewer) };
}

/**
 * Registers an address and mails a link that verifies it; one that is known gets a mail that says so.
 * @throws GraphQLError RATE_LIMITED where too many links to the address were asked for.
 */
export function registerUser(
  deps: SignIn,
  { email, fullName }: { email: string; fullName: string | null },
): Promise<void> {
  return askForLink(deps, 'VERIFY_EMAIL', email, fullName, async (tx) => {
    const person = await addUnverifiedUser(tx, email, fullName);
    if (!person) return;
    const viewer: Viewer = { ...SERVER, userId: person.id, accountId: person.id };
    await recordActivity(tx, { viewer }, { action: 'user.registered', resource: userResource(person) });
  });
}

/**
 * Mails a link to sign in to an address that is known.
 * @throws GraphQLError RATE_LIMITED where too many links to the address were asked for.
 */
export function requestSignIn(deps: SignIn, email: string): Promise<void> {
  return askForLink(deps, 'SIGN_IN', email, null, async () => undefined);
}

async function askForLink(
  deps: SignIn,
  purpose: OneTimeTokenPurpose,
  email: string,
  fullName: string | null,
  prepare: (tx: Tx) => Promise<void>,
): Promise<void> {
  const answerable = sleep(deps.answerAfterMs);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    const person = await runTransaction(deps.db, async (tx) => {
      await lockAddress(tx, email);
      const { asked, retryAfter } = await recentLinks(tx, email, purpose);
      if (asked >= MAX_LINKS_PER_HOUR) throw tooManyLinks(retryAfter ?? 1);
      await clearOldLinks(tx, KEPT_HOURS, CLEARED_AT_ONCE);
      await prepare(tx);
      const found = await findPerson(tx, email);
      const link = { purpose, email, fullName, userId: found?.id ?? null, tokenHash: hashToken(token) };
      await addLink(tx, { ...link, minutes: LINK_MINUTES[purpose] }, MAX_OPEN_LINKS);
      return found;
    });
    const content = linkMail(purpose, person?.status ?? null, deps.publicUrl, token);
    if (content) post(deps, { to: email, ...content });
  } finally {
    await answerable;
  }
}

/** Nobody waits for a mail: how long it takes would tell that there is one. */
function post({ mailer, logger }: SignIn, mail: Mail): void {
  mailer.send(mail).catch((err) => logger.error({ err, subject: mail.subject }, 'a mail was not sent'));
}

/** Verifies the address that a link was mailed to. @throws Refusal with NotFoundError or ExpiredError. */
export function verifyEmail(deps: SignIn, token: string): Promise<Viewer> {
  return runTransaction(deps.db, async (tx) => {
    const person = await personOfLink(tx, 'VERIFY_EMAIL', token);
    const viewer = viewerInPerson(person);
    await recordActivity(tx, { viewer }, { action: 'user.verified', resource: userResource(person) });
    return viewer;
  });
}

/**
 * Opens a session for whoever has a link; the link shows that the address is theirs, too.
 * @throws Refusal with NotFoundError or ExpiredError.
 */
export async function signIn(deps: SignIn, token: string): Promise<IssuedToken & { viewer: Viewer }> {
  const { viewer, session } = await runTransaction(deps.db, async (tx, afterCommit) => {
    const person = await personOfLink(tx, 'SIGN_IN', token);
    const { session: opened, ended } = await openSession(tx, person.id);
    const asker = viewerInPerson(person, { sessionId: opened.id });
    await recordActivity(tx, { viewer: asker }, { action: 'session.started', resource: null });
    if (ended > 0) afterCommit(() => deps.credentialsChanged(person.id));
    return { viewer: asker, session: opened };
  });
  return { viewer, ...(await issueToken(await deps.tokens(), session)) };
}

async function personOfLink(tx: Tx, purpose: OneTimeTokenPurpose, token: string): Promise<Person> {
  if (!TOKEN.test(token)) throw unknownLink();
  const tokenHash = hashToken(token);
  const link = await useLink(tx, purpose, tokenHash);
  if (!link) {
    const expiredAt = await linkExpiry(tx, purpose, tokenHash);
    if (!expiredAt) throw unknownLink();
    throw new Refusal(new ExpiredError('The link has expired: request another.', expiredAt));
  }
  const person = await lockPerson(tx, link.userId, link.email);
  if (!person) throw unknownLink();
  if (person.status === 'SUSPENDED') throw forbidden('The account is suspended.');
  await verifyAddress(tx, person.id, link.fullName);
  return { ...person, status: 'ACTIVE' };
}

function unknownLink(): Refusal {
  return new Refusal(new NotFoundError('The link is not valid, or has already been used: request another.'));
}

function tooManyLinks(retryAfter: number) {
  const message = `At most ${MAX_LINKS_PER_HOUR} links an hour are mailed to one address.`;
  return requestError('RATE_LIMITED', message, { retryAfter }, { 'retry-after': String(retryAfter) });
}

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');
const userResource = ({ id }: Person) => ({ type: 'User', uuid: id }) as const;
