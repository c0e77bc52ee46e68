import type { ScopedDb } from '../core/db/tenancy.js';
import { ExpiredError, NotFoundError } from '../core/domain-errors.js';
import { refuseInput } from '../core/errors.js';
import type { Viewer } from '../core/viewer.js';
import { builder } from '../graphql/builder.js';
import { optionalText } from '../graphql/input/limits.js';
import { payload } from '../graphql/mutations.js';
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
  return payload<Asked>(name, {
    description,
    fields: (t) => ({
      email: t.exposeString('email', { description: 'The address, normalized.' }),
    }),
  });
}

/** Whoever just proved to be a user reads as that user. */
interface Proved {
  viewer: Viewer;
  db: ScopedDb;
}

const LINK_ERRORS = [NotFoundError, ExpiredError] as const;

const RegisterUser = askedPayload(
  'RegisterUser',
  'A mail is on its way. Only the mail says whether the address was already known.',
).orInvalidInput('The same answer for every address, or why the input was refused.');

const RequestSignIn = askedPayload(
  'RequestSignIn',
  'A mail is on its way, if the address has an account.',
).orInvalidInput('The same answer for every address, or why the input was refused.');

const VerifyEmail = payload<Proved>('VerifyEmail', {
  description: 'The email address was verified.',
  fields: (t) => ({
    user: t.prismaField({
      type: User,
      description: 'The user whose address was verified.',
      resolve: (query, { db, viewer }) =>
        db.user.findUniqueOrThrow({ ...query, where: { id: viewer.userId } }),
    }),
  }),
}).or('The verified user, or why the link did not work.', LINK_ERRORS);

const SignIn = payload<Proved & SessionPayload>('SignIn', {
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
}).or('The new session, or why the link did not work.', LINK_ERRORS);

function addressOf(email: string): string {
  const path = ['input', 'email'];
  return parseAddress(email) ?? refuseInput(path, 'must be an e-mail address, of at most 254 characters.');
}

/** What is longer is no token: it is not looked for. */
const tokenOf = (token: string) => (token.length > MAX_TOKEN_LENGTH ? '' : token.trim());

builder.mutationFields((t) => ({
  registerUser: t.field({
    authScopes: { anybody: true },
    description: `Creates an UNVERIFIED account and mails a link for \`verifyEmail\`, valid for ${LINK_MINUTES.VERIFY_EMAIL / 60} hours. A known address gets a different mail and the same answer. At most ${MAX_LINKS_PER_HOUR} of these links are mailed to an address per hour; beyond that, RATE_LIMITED.`,
    ...RegisterUser.takes(RegisterUserInput, 'The account to create.', async (input, context) => {
      const email = addressOf(input.email);
      const fullName = optionalText(input.fullName, ['input', 'fullName']);
      await registerUser(context.signIn, { email, fullName });
      return { email };
    }),
  }),
  verifyEmail: t.field({
    authScopes: { anybody: true },
    description:
      'Verifies an email address with a mailed link and makes its account ACTIVE. Each link works once.',
    ...VerifyEmail.takes(VerifyEmailInput, "The link's token.", async (input, { signIn: deps }) => {
      const viewer = await verifyEmail(deps, tokenOf(input.token));
      return { viewer, db: deps.dbOf(viewer) };
    }),
  }),
  requestSignIn: t.field({
    authScopes: { anybody: true },
    description: `Mails a link for \`signIn\`, valid for ${LINK_MINUTES.SIGN_IN} minutes, if the address has an account; the answer is the same if it has none. At most ${MAX_LINKS_PER_HOUR} of these links are mailed to an address per hour; beyond that, RATE_LIMITED.`,
    ...RequestSignIn.takes(RequestSignInInput, 'The account to sign in to.', async (input, context) => {
      const email = addressOf(input.email);
      await requestSignIn(context.signIn, email);
      return { email };
    }),
  }),
  signIn: t.field({
    authScopes: { anybody: true },
    description:
      'Opens a session with a mailed link. Each link works once. Using the link proves ownership of the address, so an UNVERIFIED account becomes ACTIVE.',
    ...SignIn.takes(SignInInput, "The link's token.", async (input, { signIn: deps, cookie }) => {
      requireDelivery(input.delivery, cookie);
      const { viewer, ...issued } = await signIn(deps, tokenOf(input.token));
      return { ...deliver(issued, input.delivery, cookie), viewer, db: deps.dbOf(viewer) };
    }),
  }),
}));
