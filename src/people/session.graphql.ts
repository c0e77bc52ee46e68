import type { SessionCookie } from '../auth/session-cookie.js';
import { NotFoundError } from '../core/domain-errors.js';
import { refuseInput } from '../core/errors.js';
import { type BuilderTypes, builder } from '../graphql/builder.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { type IssuedToken, MAX_SESSIONS, renewSession, signOut } from './session.service.js';

export const SessionDelivery = builder.enumType('SessionDelivery', {
  description: 'How a session token is delivered.',
  values: {
    BEARER: { description: 'In the response, to be sent in an Authorization header.' },
    COOKIE: {
      description:
        'In a cookie that scripts cannot read. Only for pages served by this server; their scripts must send `x-graphql-yoga-csrf` with every request.',
    },
  } as const,
});

type Delivery = typeof SessionDelivery.$inferType;

/** What a payload says of a session. */
export interface SessionPayload {
  /** Null where it is in a cookie. */
  token: string | null;
  expiresAt: Date;
}

/** The fields of a payload that hands a session's token over. */
export function sessionFields<Shape extends SessionPayload>(
  t: PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, Shape>,
) {
  return {
    token: t.string({
      nullable: true,
      description:
        'The token, to be sent as `Authorization: Bearer …`; null if it was delivered in a cookie.',
      resolve: ({ token }: SessionPayload) => token,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When the token expires. Call `renewSession` before then to get another.',
      resolve: ({ expiresAt }: SessionPayload) => expiresAt,
    }),
  };
}

/** @throws GraphQLError BAD_USER_INPUT where a cookie is asked for and would not count. */
export function requireDelivery(delivery: Delivery, { isAllowed }: SessionCookie): void {
  if (delivery === 'BEARER' || isAllowed) return;
  const path = ['input', 'delivery'];
  refuseInput(path, "COOKIE is for scripts of this server's own pages, with the header x-graphql-yoga-csrf.");
}

/** Hands a token over as it was asked for. */
export function deliver(
  { token, expiresAt, maxAge }: IssuedToken,
  delivery: Delivery,
  cookie: SessionCookie,
): SessionPayload {
  if (delivery === 'BEARER') return { token, expiresAt };
  cookie.set(token, maxAge);
  return { token: null, expiresAt };
}

const RenewSessionInput = builder.inputType('RenewSessionInput', {
  description: 'How to renew the session.',
  fields: (t) => ({
    delivery: t.field({
      type: SessionDelivery,
      required: true,
      defaultValue: 'BEARER',
      description: 'How the new token is delivered.',
    }),
  }),
});

const SignOutInput = builder.inputType('SignOutInput', {
  description: 'Which sessions to end.',
  fields: (t) => ({
    everywhere: t.boolean({
      required: true,
      defaultValue: false,
      description: "true ends all of the user's sessions; false (the default) ends only the current one.",
    }),
  }),
});

const RenewSession = payload<SessionPayload>('RenewSession', {
  description: 'The renewed session.',
  fields: (t) => sessionFields(t),
}).or('The new token, or why the session was not renewed.', [NotFoundError]);

const SignOut = payload<{ endedSessions: number }>('SignOut', {
  description: 'The sessions that were ended.',
  fields: (t) => ({
    endedSessions: t.exposeInt('endedSessions', { description: 'How many sessions were ended.' }),
  }),
}).or('How many sessions were ended, or that there is no current session.', [NotFoundError]);

builder.mutationFields((t) => ({
  renewSession: t.field({
    authScopes: { manage: true },
    description: `Issues a new token for the current session, valid for one hour from now. A session ends after 30 days, or when its user has ${MAX_SESSIONS} newer ones open.`,
    ...RenewSession.takes(RenewSessionInput, 'How to renew the session.', async (input, context) => {
      requireDelivery(input.delivery, context.cookie);
      const issued = await renewSession(callerOf(context), await context.signIn.tokens());
      return deliver(issued, input.delivery, context.cookie);
    }),
  }),
  signOut: t.field({
    authScopes: { manage: true },
    description:
      "Ends the current session, or all of its user's sessions, and clears the cookie. API keys keep working.",
    ...SignOut.takes(SignOutInput, 'Which sessions to end.', async (input, context) => {
      const endedSessions = await signOut(callerOf(context), input.everywhere);
      if (context.cookie.isAllowed) context.cookie.set(null, 0);
      return { endedSessions };
    }),
  }),
}));
