/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whose an account is. */
export type AccountKind =
  /** A user's own. */
  | 'PERSON'
  /** A team's: of several users. */
  | 'TEAM';

/** What an API key may be used for. */
export type ApiKeyScope =
  /** Everything, for all users, except VERIFY. */
  | 'ADMIN'
  /** Writing jobs, projects and API keys of its account. */
  | 'MANAGE'
  /** Reading. */
  | 'READ'
  /** Borrowing and replacing the tokens of users' X accounts. Only for administrators' keys, and only if the operator enabled it. */
  | 'VERIFY'
  /** Running executions and chunks, and recording their parts. */
  | 'WORK';

/** The kinds of expected failure: a closed list. */
export type ErrorCode =
  /** A unique name is taken, or an idempotency key was already used with a different request. */
  | 'CONFLICT'
  /** It has expired. */
  | 'EXPIRED'
  /** The balance does not cover it. */
  | 'INSUFFICIENT_CREDITS'
  /** The input has valid types but breaks a rule. */
  | 'INVALID_INPUT'
  /** The change from the current state to the requested one is not allowed. */
  | 'INVALID_TRANSITION'
  /** Your lease on the work is no longer valid. */
  | 'LEASE_LOST'
  /** It does not exist, or is not yours. */
  | 'NOT_FOUND'
  /** Chunks are still pending or processing. */
  | 'OPEN_CHUNKS'
  /** The tier's limit is reached. */
  | 'QUOTA_EXCEEDED'
  /** It could not be done just now. Send it again in a while. */
  | 'UNAVAILABLE';

/** What a member may do for an account. */
export type MembershipRole =
  /** Everything except others' API keys and the notification preferences. */
  | 'MAINTAINER'
  /** Everything. */
  | 'OWNER'
  /** Reading. */
  | 'VIEWER';

/** What a user has access to. */
export type UserRole =
  /** Everyone's data. */
  | 'ADMIN'
  /** The data of their own account and of their teams. */
  | 'USER';

/** The pricing tier, which sets the limits. */
export type UserTier =
  /** The tier with the highest limits. */
  | 'ENTERPRISE'
  /** The basic tier. */
  | 'FREE'
  /** The professional tier. */
  | 'PRO';

type ErrorFields_ConflictError_Fragment = { __typename: 'ConflictError', code: ErrorCode, message: string };

type ErrorFields_ExpiredError_Fragment = { __typename: 'ExpiredError', code: ErrorCode, message: string };

type ErrorFields_InsufficientCreditsError_Fragment = { __typename: 'InsufficientCreditsError', code: ErrorCode, message: string };

type ErrorFields_InvalidInputError_Fragment = { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> };

type ErrorFields_InvalidTransitionError_Fragment = { __typename: 'InvalidTransitionError', code: ErrorCode, message: string };

type ErrorFields_LeaseLostError_Fragment = { __typename: 'LeaseLostError', code: ErrorCode, message: string };

type ErrorFields_NotFoundError_Fragment = { __typename: 'NotFoundError', code: ErrorCode, message: string };

type ErrorFields_OpenChunksError_Fragment = { __typename: 'OpenChunksError', code: ErrorCode, message: string };

type ErrorFields_QuotaExceededError_Fragment = { __typename: 'QuotaExceededError', code: ErrorCode, message: string };

type ErrorFields_UnavailableError_Fragment = { __typename: 'UnavailableError', code: ErrorCode, message: string };

export type ErrorFieldsFragment =
  | ErrorFields_ConflictError_Fragment
  | ErrorFields_ExpiredError_Fragment
  | ErrorFields_InsufficientCreditsError_Fragment
  | ErrorFields_InvalidInputError_Fragment
  | ErrorFields_InvalidTransitionError_Fragment
  | ErrorFields_LeaseLostError_Fragment
  | ErrorFields_NotFoundError_Fragment
  | ErrorFields_OpenChunksError_Fragment
  | ErrorFields_QuotaExceededError_Fragment
  | ErrorFields_UnavailableError_Fragment
;

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { viewer: { id: string, email: string, fullName: string | null, role: UserRole, account: { id: string, name: string, kind: AccountKind, tier: UserTier } } | null, credential: { id: string, name: string, scopes: Array<ApiKeyScope> } | null };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { viewer: { id: string, accounts: Array<{ id: string, role: MembershipRole, account: { id: string, name: string, kind: AccountKind } }> } | null };

export type RenewSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type RenewSessionMutation = { renewSession:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RenewSessionPayload' }
   };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'SignOutPayload' }
   };

export type RequestSignInMutationVariables = Exact<{
  email: string;
}>;


export type RequestSignInMutation = { requestSignIn:
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'RequestSignInPayload' }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
    `, {"fragmentName":"ErrorFields"}) as unknown as TypedDocumentString<ErrorFieldsFragment, unknown>;
export const SessionDocument = new TypedDocumentString(`
    query Session {
  viewer {
    id
    email
    fullName
    role
    account {
      id
      name
      kind
      tier
    }
  }
  credential {
    id
    name
    scopes
  }
}
    `) as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  viewer {
    id
    accounts {
      id
      role
      account {
        id
        name
        kind
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const RenewSessionDocument = new TypedDocumentString(`
    mutation RenewSession {
  renewSession(input: {delivery: COOKIE}) {
    __typename
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RenewSessionMutation, RenewSessionMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut(input: {}) {
    __typename
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const RequestSignInDocument = new TypedDocumentString(`
    mutation RequestSignIn($email: String!) {
  requestSignIn(input: {email: $email}) {
    __typename
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RequestSignInMutation, RequestSignInMutationVariables>;