import type { SessionCookie } from '../auth/session-cookie.js';
import { NotFoundError } from '../core/domain-errors.js';
import { type BuilderTypes, builder } from '../graphql/builder.js';
import { refuseInput } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { type IssuedToken, MAX_SESSIONS, renewSession, signOut } from './session.service.js';

export const SessionDelivery = builder.enumType('SessionDelivery', {
  description: 'How the token of a session is handed over.',
  values: {
    BEARER: { description: 'In the answer, for an Authorization header.' },
    COOKIE: {
      description:
        "In a cookie that no script can read; only for scripts of this server's own pages, which send `x-graphql-yoga-csrf` with every request.",
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
      description: 'For the header `Authorization: Bearer …`; null where it is in a cookie.',
      resolve: ({ token }: SessionPayload) => token,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when the token is good; `renewSession` gives another one before that.',
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
  description: 'How a session goes on.',
  fields: (t) => ({
    delivery: t.field({
      type: SessionDelivery,
      required: true,
      defaultValue: 'BEARER',
      description: 'How the token is handed over.',
    }),
  }),
});

const SignOutInput = builder.inputType('SignOutInput', {
  description: 'What ends.',
  fields: (t) => ({
    everywhere: t.boolean({
      required: true,
      defaultValue: false,
      description: "Whether all of the user's sessions end; else the one that asks.",
    }),
  }),
});

const RenewSessionPayload = builder.objectRef<SessionPayload>('RenewSessionPayload').implement({
  description: 'The session goes on.',
  fields: (t) => sessionFields(t),
});

const SignOutPayload = builder.objectRef<{ endedSessions: number }>('SignOutPayload').implement({
  description: 'The sessions are over.',
  fields: (t) => ({ endedSessions: t.exposeInt('endedSessions', { description: 'How many ended.' }) }),
});

const ERRORS = [NotFoundError] as const;

const RenewSessionResult = builder.unionType('RenewSessionResult', {
  description: 'Another token, or why there is none.',
  types: [RenewSessionPayload, ...ERRORS],
  resolveType: resultOf('RenewSessionPayload'),
});

const SignOutResult = builder.unionType('SignOutResult', {
  description: 'How many sessions ended, or that none asks.',
  types: [SignOutPayload, ...ERRORS],
  resolveType: resultOf('SignOutPayload'),
});

builder.mutationFields((t) => ({
  renewSession: t.field({
    type: RenewSessionResult,
    authScopes: { manage: true },
    description: `Gives the session that asks another token, which lasts an hour from now. Sessions end after 30 days, or when ${MAX_SESSIONS} newer ones of the same user are open.`,
    args: { input: t.arg({ type: RenewSessionInput, required: true, description: 'How.' }) },
    resolve: (_root, { input }, context) => {
      requireDelivery(input.delivery, context.cookie);
      return expecting(ERRORS, async () => {
        const issued = await renewSession(callerOf(context), await context.signIn.tokens());
        return deliver(issued, input.delivery, context.cookie);
      });
    },
  }),
  signOut: t.field({
    type: SignOutResult,
    authScopes: { manage: true },
    description:
      "Ends the session that asks, or all of its user's, and takes the cookie away. API keys go on working.",
    args: { input: t.arg({ type: SignOutInput, required: true, description: 'What ends.' }) },
    resolve: (_root, { input }, context) =>
      expecting(ERRORS, async () => {
        const endedSessions = await signOut(callerOf(context), input.everywhere);
        if (context.cookie.isAllowed) context.cookie.set(null, 0);
        return { endedSessions };
      }),
  }),
}));
