import type { OneTimeTokenPurpose, UserStatus } from '../generated/prisma/enums.js';
import type { Mail } from '../mail/mailer.js';

/** How long a mailed link works, in minutes. */
export const LINK_MINUTES = { VERIFY_EMAIL: 24 * 60, SIGN_IN: 15 } as const satisfies Record<
  OneTimeTokenPurpose,
  number
>;

/** Where the pages are that links lead to, below PUBLIC_URL. */
export const LINK_PATHS = { VERIFY_EMAIL: '/verify', SIGN_IN: '/sign-in' } as const satisfies Record<
  OneTimeTokenPurpose,
  string
>;

const NOT_YOU = 'If it was not you, there is nothing to do: without this mail nobody gets in.';

type Content = Omit<Mail, 'to'>;

/**
 * What is mailed to an address that somebody asked a link for, by whose it is; null for nothing. Nothing in it is of
 * the asker's choosing, so that nobody can send words of their own this way.
 */
export function linkMail(
  purpose: OneTimeTokenPurpose,
  status: UserStatus | null,
  publicUrl: string,
  token: string,
): Content | null {
  // After the #, so that it is in no server's log.
  const link = `${publicUrl}${LINK_PATHS[purpose]}#token=${token}`;
  if (status === null) return null;
  if (status === 'SUSPENDED') return suspended(publicUrl);
  if (purpose === 'SIGN_IN') return signIn(link, publicUrl);
  return status === 'UNVERIFIED' ? verify(link, publicUrl) : known(publicUrl);
}

const verify = (link: string, server: string): Content => ({
  subject: 'Verify your address for Runledger',
  text: `Somebody, hopefully you, registered this address at ${server}.

To verify it, open this link within ${LINK_MINUTES.VERIFY_EMAIL / 60} hours. It works once.

${link}

${NOT_YOU}
`,
});

const signIn = (link: string, server: string): Content => ({
  subject: 'Sign in to Runledger',
  text: `Somebody, hopefully you, wants to sign in at ${server}.

To do so, open this link within ${LINK_MINUTES.SIGN_IN} minutes. It works once.

${link}

${NOT_YOU}
`,
});

const known = (server: string): Content => ({
  subject: 'You have a Runledger account',
  text: `Somebody, perhaps you, registered this address at ${server}, where it has an account already.

Nothing has changed. To get in, ask for a link to sign in: no password is needed.
`,
});

const suspended = (server: string): Content => ({
  subject: 'Your Runledger account is suspended',
  text: `Somebody, perhaps you, asked for a link to your account at ${server}. The account is suspended, so there is none.

Whoever runs the server can tell why.
`,
});
