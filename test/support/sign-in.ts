import type { AppDeps } from '../../src/server/app.js';
import { createTestApp, type TestApp } from './app.js';
import { type Command, command, textIn } from './command.js';
import { openSmtpSink, type SmtpSink } from './smtp-sink.js';

export const PUBLIC_URL = 'https://ledger.example.org';
const FAILURES = '... on Error { code message } ... on NotFoundError { id }';
const LINK_FAILURES = `${FAILURES} ... on ExpiredError { expiredAt }`;

/** An app that mails to a sink. */
export interface SignInApp extends TestApp {
  sink: SmtpSink;
  register: Command;
  verify: Command;
  request: Command;
  signIn: Command;
  renew: Command;
  signOut: Command;
  /** Makes a user who is ACTIVE, through the links that are mailed, and signs them in. */
  enter(email: string): Promise<string>;
}

export async function createSignInApp(deps: Partial<Omit<AppDeps, 'config'>> = {}): Promise<SignInApp> {
  const sink = await openSmtpSink();
  const config = { smtpUrl: sink.url, mailFrom: 'ledger@example.org', publicUrl: PUBLIC_URL };
  const test = await createTestApp({ linkAnswerMs: 0, ...deps, config });
  const session = 'token expiresAt';
  const user = 'user { id email fullName status }';
  const register = command(test, 'registerUser', '... on RegisterUserPayload { email }');
  const verify = command(test, 'verifyEmail', `... on VerifyEmailPayload { ${user} } ${LINK_FAILURES}`);
  const request = command(test, 'requestSignIn', '... on RequestSignInPayload { email }');
  const signIn = command(test, 'signIn', `... on SignInPayload { ${session} ${user} } ${LINK_FAILURES}`);
  return {
    ...test,
    sink,
    register,
    verify,
    request,
    signIn,
    renew: command(test, 'renewSession', `... on RenewSessionPayload { ${session} } ${FAILURES}`),
    signOut: command(test, 'signOut', `... on SignOutPayload { endedSessions } ${FAILURES}`),
    async enter(email) {
      await register.run({ email });
      await verify.run({ token: tokenIn((await sink.next(email)).text) });
      await request.run({ email });
      return textIn(await signIn.run({ token: tokenIn((await sink.next(email)).text) }), 'token');
    },
    async close() {
      await test.close();
      await sink.close();
    },
  };
}

/** The token of the link in a mail. @throws Error where there is none. */
export function tokenIn(text: string): string {
  const [, token] = /#token=([\w-]+)\s/.exec(`${text}\n`) ?? [];
  if (token === undefined) throw new Error(`no link in: ${text}`);
  return token;
}
