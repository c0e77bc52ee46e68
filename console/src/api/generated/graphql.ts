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

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { viewer: { id: string, email: string, fullName: string | null, role: UserRole, account: { id: string, name: string, kind: AccountKind, tier: UserTier }, accounts: Array<{ role: MembershipRole, account: { id: string, name: string, kind: AccountKind } }> } | null, credential: { id: string, name: string, scopes: Array<ApiKeyScope> } | null };

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
    accounts {
      role
      account {
        id
        name
        kind
      }
    }
  }
  credential {
    id
    name
    scopes
  }
}
    `) as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;