import type { ScopedDb } from '../core/db/tenancy.js';
import { ExpiredError, InvalidInputError, NotFoundError } from '../core/domain-errors.js';
import type { Viewer } from '../core/viewer.js';
import { builder } from '../graphql/builder.js';
import { optionalText, refuseInput } from '../graphql/input/limits.js';
import { expecting, expectingInput, resultOf } from '../graphql/mutations.js';
import { parseAddress } from '../mail/address.js';
import {
  deliver,
  requireDelivery,
  SessionDelivery,
  type SessionPayload,
  sessionFields,
} from './session.graphql.js';
import { MAX_LINKS_PER_HOUR, registerUser, requestSignIn, signIn, verifyEmail } from './sign-in.service.js';
import { LINK_MINUTES } from './sign-in-mails.js';
import { User } from './user.graphql.js';

const MAX_TOKEN_LENGTH = 200;

const RegisterUserInput = builder.inputType('RegisterUserInput', {
  description: 'Who wants an account.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The address; it is kept in lower case.' }),
    fullName: t.string({ description: 'The name.' }),
  }),
});

const RequestSignInInput = builder.inputType('RequestSignInInput', {
  description: 'Who wants to sign in.',
  fields: (t) => ({ email: t.string({ required: true, description: 'The address of the account.' }) }),
});

const VerifyEmailInput = builder.inputType('VerifyEmailInput', {
  description: 'What was mailed after `registerUser`.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'What stands after `#token=` in the link.' }),
  }),
});

const SignInInput = builder.inputType('SignInInput', {
  description: 'What was mailed after `requestSignIn`.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'What stands after `#token=` in the link.' }),
    delivery: t.field({
      type: SessionDelivery,
      required: true,
      defaultValue: 'BEARER',
      description: 'How the token of the session is handed over.',
    }),
  }),
});

interface Asked {
  email: string;
}

function askedPayload(name: string, description: string) {
  return builder.objectRef<Asked>(name).implement({
    description,
    fields: (t) => ({
      email: t.exposeString('email', { description: 'The address as it was understood.' }),
    }),
  });
}

const RegisterUserPayload = askedPayload(
  'RegisterUserPayload',
  'A mail is on its way. Whether the address was known before stands in the mail only.',
);
const RequestSignInPayload = askedPayload(
  'RequestSignInPayload',
  'A mail is on its way, if the address has an account.',
);

/** Whoever just proved to be a user reads as that user. */
interface Proved {
  viewer: Viewer;
  db: ScopedDb;
}

const VerifyEmailPayload = builder.objectRef<Proved>('VerifyEmailPayload').implement({
  description: 'The address is verified.',
  fields: (t) => ({
    user: t.prismaField({
      type: User,
      description: 'Whose address it is.',
      resolve: (query, { db, viewer }) =>
        db.user.findUniqueOrThrow({ ...query, where: { id: viewer.userId } }),
    }),
  }),
});

const SignInPayload = builder.objectRef<Proved & SessionPayload>('SignInPayload').implement({
  description: 'A session has begun.',
  fields: (t) => ({
    ...sessionFields(t),
    user: t.prismaField({
      type: User,
      description: 'Who signed in.',
      resolve: (query, { db, viewer }) =>
        db.user.findUniqueOrThrow({ ...query, where: { id: viewer.userId } }),
    }),
  }),
});

const LINK_ERRORS = [NotFoundError, ExpiredError] as const;

const RegisterUserResult = builder.unionType('RegisterUserResult', {
  description: 'The same for every address, or why it is none.',
  types: [RegisterUserPayload, InvalidInputError],
  resolveType: resultOf('RegisterUserPayload'),
});

const RequestSignInResult = builder.unionType('RequestSignInResult', {
  description: 'The same for every address, or why it is none.',
  types: [RequestSignInPayload, InvalidInputError],
  resolveType: resultOf('RequestSignInPayload'),
});

const VerifyEmailResult = builder.unionType('VerifyEmailResult', {
  description: 'Whose address is verified, or why none is.',
  types: [VerifyEmailPayload, ...LINK_ERRORS],
  resolveType: resultOf('VerifyEmailPayload'),
});

const SignInResult = builder.unionType('SignInResult', {
  description: 'The session, or why there is none.',
  types: [SignInPayload, ...LINK_ERRORS],
  resolveType: resultOf('SignInPayload'),
});

function addressOf(email: string): string {
  const path = ['input', 'email'];
  return parseAddress(email) ?? refuseInput(path, 'must be an e-mail address, of at most 254 characters.');
}

/** What is longer is no token: it is not looked for. */
const tokenOf = (token: string) => (token.length > MAX_TOKEN_LENGTH ? '' : token.trim());

builder.mutationFields((t) => ({
  registerUser: t.field({
    type: RegisterUserResult,
    authScopes: { anybody: true },
    description: `Makes an account that is UNVERIFIED and mails a link, for \`verifyEmail\`, that works for ${LINK_MINUTES.VERIFY_EMAIL / 60} hours. An address that is known gets another mail, and the answer is the same. One address gets at most ${MAX_LINKS_PER_HOUR} of these links an hour; beyond, RATE_LIMITED.`,
    args: { input: t.arg({ type: RegisterUserInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const email = addressOf(input.email);
        const fullName = optionalText(input.fullName, ['input', 'fullName']);
        await registerUser(context.signIn, { email, fullName });
        return { email };
      }),
  }),
  verifyEmail: t.field({
    type: VerifyEmailResult,
    authScopes: { anybody: true },
    description: 'Makes the account ACTIVE whose address a link was mailed to. It works once.',
    args: { input: t.arg({ type: VerifyEmailInput, required: true, description: 'Which link.' }) },
    resolve: (_root, { input }, { signIn: deps }) =>
      expecting(LINK_ERRORS, async () => {
        const viewer = await verifyEmail(deps, tokenOf(input.token));
        return { viewer, db: deps.dbOf(viewer) };
      }),
  }),
  requestSignIn: t.field({
    type: RequestSignInResult,
    authScopes: { anybody: true },
    description: `Mails a link, for \`signIn\`, that works for ${LINK_MINUTES.SIGN_IN} minutes, if the address has an account; the answer is the same if not. One address gets at most ${MAX_LINKS_PER_HOUR} of these links an hour; beyond, RATE_LIMITED.`,
    args: { input: t.arg({ type: RequestSignInInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const email = addressOf(input.email);
        await requestSignIn(context.signIn, email);
        return { email };
      }),
  }),
  signIn: t.field({
    type: SignInResult,
    authScopes: { anybody: true },
    description:
      'Opens a session for whoever has a link that was mailed; it works once. The link shows that the address is theirs, so an account that was UNVERIFIED becomes ACTIVE.',
    args: { input: t.arg({ type: SignInInput, required: true, description: 'Which link.' }) },
    resolve: (_root, { input }, { signIn: deps, cookie }) => {
      requireDelivery(input.delivery, cookie);
      return expecting(LINK_ERRORS, async () => {
        const { viewer, ...issued } = await signIn(deps, tokenOf(input.token));
        return { ...deliver(issued, input.delivery, cookie), viewer, db: deps.dbOf(viewer) };
      });
    },
  }),
}));
