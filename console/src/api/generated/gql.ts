/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment ErrorFields on Error {\n  __typename\n  code\n  message\n  ... on InvalidInputError {\n    issues {\n      path\n      message\n    }\n  }\n}": typeof types.ErrorFieldsFragmentDoc,
    "query Session {\n  viewer {\n    id\n    email\n    fullName\n    role\n    account {\n      id\n      name\n      kind\n      tier\n    }\n  }\n  credential {\n    id\n    name\n    scopes\n  }\n}\n\nquery Accounts {\n  viewer {\n    id\n    accounts {\n      id\n      role\n      account {\n        id\n        name\n        kind\n      }\n    }\n  }\n}\n\nmutation RenewSession {\n  renewSession(input: {delivery: COOKIE}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation SignOut {\n  signOut(input: {}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation RequestSignIn($email: String!) {\n  requestSignIn(input: {email: $email}) {\n    __typename\n    ...ErrorFields\n  }\n}": typeof types.SessionDocument,
};
const documents: Documents = {
    "fragment ErrorFields on Error {\n  __typename\n  code\n  message\n  ... on InvalidInputError {\n    issues {\n      path\n      message\n    }\n  }\n}": types.ErrorFieldsFragmentDoc,
    "query Session {\n  viewer {\n    id\n    email\n    fullName\n    role\n    account {\n      id\n      name\n      kind\n      tier\n    }\n  }\n  credential {\n    id\n    name\n    scopes\n  }\n}\n\nquery Accounts {\n  viewer {\n    id\n    accounts {\n      id\n      role\n      account {\n        id\n        name\n        kind\n      }\n    }\n  }\n}\n\nmutation RenewSession {\n  renewSession(input: {delivery: COOKIE}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation SignOut {\n  signOut(input: {}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation RequestSignIn($email: String!) {\n  requestSignIn(input: {email: $email}) {\n    __typename\n    ...ErrorFields\n  }\n}": types.SessionDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ErrorFields on Error {\n  __typename\n  code\n  message\n  ... on InvalidInputError {\n    issues {\n      path\n      message\n    }\n  }\n}"): typeof import('./graphql').ErrorFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Session {\n  viewer {\n    id\n    email\n    fullName\n    role\n    account {\n      id\n      name\n      kind\n      tier\n    }\n  }\n  credential {\n    id\n    name\n    scopes\n  }\n}\n\nquery Accounts {\n  viewer {\n    id\n    accounts {\n      id\n      role\n      account {\n        id\n        name\n        kind\n      }\n    }\n  }\n}\n\nmutation RenewSession {\n  renewSession(input: {delivery: COOKIE}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation SignOut {\n  signOut(input: {}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation RequestSignIn($email: String!) {\n  requestSignIn(input: {email: $email}) {\n    __typename\n    ...ErrorFields\n  }\n}"): typeof import('./graphql').SessionDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
