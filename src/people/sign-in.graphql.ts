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
  description: 'The account to create.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The email address; stored in lower case.' }),
    fullName: t.string({ description: 'The full name; optional.' }),
  }),
});

const RequestSignInInput = builder.inputType('RequestSignInInput', {
  description: 'The account to sign in to.',
  fields: (t) => ({ email: t.string({ required: true, description: 'The email address of the account.' }) }),
});

const VerifyEmailInput = builder.inputType('VerifyEmailInput', {
  description: 'The token from the link mailed by `registerUser`.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'The part after `#token=` in the mailed link.' }),
  }),
});

const SignInInput = builder.inputType('SignInInput', {
  description: 'The token from the link mailed by `requestSignIn`.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'The part after `#token=` in the mailed link.' }),
    delivery: t.field({
      type: SessionDelivery,
      required: true,
      defaultValue: 'BEARER',
      description: 'How the session token is delivered.',
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
      email: t.exposeString('email', { description: 'The address, normalized.' }),
    }),
  });
}

const RegisterUserPayload = askedPayload(
  'RegisterUserPayload',
  'A mail is on its way. Only the mail says whether the address was already known.',
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
  description: 'The email address was verified.',
  fields: (t) => ({
    user: t.prismaField({
      type: User,
      description: 'The user whose address was verified.',
      resolve: (query, { db, viewer }) =>
        db.user.findUniqueOrThrow({ ...query, where: { id: viewer.userId } }),
    }),
  }),
});

const SignInPayload = builder.objectRef<Proved & SessionPayload>('SignInPayload').implement({
  description: 'The new session.',
  fields: (t) => ({
    ...sessionFields(t),
    user: t.prismaField({
      type: User,
      description: 'The user who signed in.',
      resolve: (query, { db, viewer }) =>
        db.user.findUniqueOrThrow({ ...query, where: { id: viewer.userId } }),
    }),
  }),
});

const LINK_ERRORS = [NotFoundError, ExpiredError] as const;

const RegisterUserResult = builder.unionType('RegisterUserResult', {
  description: 'The same answer for every address, or why the input was refused.',
  types: [RegisterUserPayload, InvalidInputError],
  resolveType: resultOf('RegisterUserPayload'),
});

const RequestSignInResult = builder.unionType('RequestSignInResult', {
  description: 'The same answer for every address, or why the input was refused.',
  types: [RequestSignInPayload, InvalidInputError],
  resolveType: resultOf('RequestSignInPayload'),
});

const VerifyEmailResult = builder.unionType('VerifyEmailResult', {
  description: 'The verified user, or why the link did not work.',
  types: [VerifyEmailPayload, ...LINK_ERRORS],
  resolveType: resultOf('VerifyEmailPayload'),
});

const SignInResult = builder.unionType('SignInResult', {
  description: 'The new session, or why the link did not work.',
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
    description: `Creates an UNVERIFIED account and mails a link for \`verifyEmail\`, valid for ${LINK_MINUTES.VERIFY_EMAIL / 60} hours. A known address gets a different mail and the same answer. At most ${MAX_LINKS_PER_HOUR} of these links are mailed to an address per hour; beyond that, RATE_LIMITED.`,
    args: {
      input: t.arg({ type: RegisterUserInput, required: true, description: 'The account to create.' }),
    },
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
    description:
      'Verifies an email address with a mailed link and makes its account ACTIVE. Each link works once.',
    args: { input: t.arg({ type: VerifyEmailInput, required: true, description: "The link's token." }) },
    resolve: (_root, { input }, { signIn: deps }) =>
      expecting(LINK_ERRORS, async () => {
        const viewer = await verifyEmail(deps, tokenOf(input.token));
        return { viewer, db: deps.dbOf(viewer) };
      }),
  }),
  requestSignIn: t.field({
    type: RequestSignInResult,
    authScopes: { anybody: true },
    description: `Mails a link for \`signIn\`, valid for ${LINK_MINUTES.SIGN_IN} minutes, if the address has an account; the answer is the same if it has none. At most ${MAX_LINKS_PER_HOUR} of these links are mailed to an address per hour; beyond that, RATE_LIMITED.`,
    args: {
      input: t.arg({ type: RequestSignInInput, required: true, description: 'The account to sign in to.' }),
    },
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
      'Opens a session with a mailed link. Each link works once. Using the link proves ownership of the address, so an UNVERIFIED account becomes ACTIVE.',
    args: { input: t.arg({ type: SignInInput, required: true, description: "The link's token." }) },
    resolve: (_root, { input }, { signIn: deps, cookie }) => {
      requireDelivery(input.delivery, cookie);
      return expecting(LINK_ERRORS, async () => {
        const { viewer, ...issued } = await signIn(deps, tokenOf(input.token));
        return { ...deliver(issued, input.delivery, cookie), viewer, db: deps.dbOf(viewer) };
      });
    },
  }),
}));
