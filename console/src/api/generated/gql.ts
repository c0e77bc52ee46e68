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
    "query Session {\n  viewer {\n    id\n    email\n    fullName\n    role\n    account {\n      id\n      name\n      kind\n      tier\n    }\n  }\n  credential {\n    id\n    name\n    scopes\n  }\n}\n\nquery Accounts {\n  viewer {\n    id\n    accounts {\n      id\n      role\n      account {\n        id\n        name\n        kind\n      }\n    }\n  }\n}\n\nmutation RenewSession {\n  renewSession(input: {delivery: COOKIE}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation SignOut {\n  signOut(input: {}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation RequestSignIn($email: String!) {\n  requestSignIn(input: {email: $email}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation StreamTicket {\n  createStreamTicket(input: {}) {\n    __typename\n    ... on CreateStreamTicketPayload {\n      ticket\n    }\n    ...ErrorFields\n  }\n}": typeof types.SessionDocument,
    "query PaletteJobs($search: String!) {\n  jobs(first: 8, filter: {search: $search}) {\n    nodes {\n      id\n      name\n      slug\n    }\n  }\n}": typeof types.PaletteJobsDocument,
    "mutation CancelRun($input: CancelExecutionInput!) {\n  cancelExecution(input: $input) {\n    __typename\n    ... on CancelExecutionPayload {\n      isPending\n      execution {\n        ...RunRow\n      }\n    }\n    ...ErrorFields\n  }\n}\n\nmutation RetryRun($input: RetryExecutionInput!) {\n  retryExecution(input: $input) {\n    __typename\n    ... on RetryExecutionPayload {\n      execution {\n        ...RunRow\n      }\n    }\n    ...ErrorFields\n  }\n}": typeof types.CancelRunDocument,
    "fragment RunRow on Execution {\n  id\n  status\n  kind\n  trigger\n  attempt\n  runNumber\n  priority\n  queuedAt\n  startedAt\n  finishedAt\n  scheduledFor\n  availableAt\n  durationMs\n  workerId\n  botId\n  tags\n  itemsProcessed\n  errorCode\n  errorMessage\n  failureReason\n  cancelRequestedAt\n  externalId\n  job {\n    id\n    name\n    slug\n  }\n}\n\nquery Runs($filter: ExecutionFilter, $orderBy: ExecutionOrder, $first: Int, $after: String) {\n  executions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    nodes {\n      ...RunRow\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery RunCounts($filter: ExecutionFilter) {\n  executions(filter: $filter, first: 1) {\n    countsByStatus {\n      status\n      count\n      isCapped\n    }\n  }\n}\n\nquery RunFacet($field: FacetField!, $filter: ExecutionFilter, $search: String) {\n  executionFacets(field: $field, filter: $filter, search: $search, first: 50) {\n    value\n    label\n    count {\n      value\n      isCapped\n    }\n  }\n}\n\nsubscription RunEvents($filter: ExecutionFilter, $after: String) {\n  executionChanged(filter: $filter, after: $after) {\n    id\n    cursor\n    type\n    to\n    execution {\n      ...RunRow\n    }\n  }\n}": typeof types.RunRowFragmentDoc,
};
const documents: Documents = {
    "fragment ErrorFields on Error {\n  __typename\n  code\n  message\n  ... on InvalidInputError {\n    issues {\n      path\n      message\n    }\n  }\n}": types.ErrorFieldsFragmentDoc,
    "query Session {\n  viewer {\n    id\n    email\n    fullName\n    role\n    account {\n      id\n      name\n      kind\n      tier\n    }\n  }\n  credential {\n    id\n    name\n    scopes\n  }\n}\n\nquery Accounts {\n  viewer {\n    id\n    accounts {\n      id\n      role\n      account {\n        id\n        name\n        kind\n      }\n    }\n  }\n}\n\nmutation RenewSession {\n  renewSession(input: {delivery: COOKIE}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation SignOut {\n  signOut(input: {}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation RequestSignIn($email: String!) {\n  requestSignIn(input: {email: $email}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation StreamTicket {\n  createStreamTicket(input: {}) {\n    __typename\n    ... on CreateStreamTicketPayload {\n      ticket\n    }\n    ...ErrorFields\n  }\n}": types.SessionDocument,
    "query PaletteJobs($search: String!) {\n  jobs(first: 8, filter: {search: $search}) {\n    nodes {\n      id\n      name\n      slug\n    }\n  }\n}": types.PaletteJobsDocument,
    "mutation CancelRun($input: CancelExecutionInput!) {\n  cancelExecution(input: $input) {\n    __typename\n    ... on CancelExecutionPayload {\n      isPending\n      execution {\n        ...RunRow\n      }\n    }\n    ...ErrorFields\n  }\n}\n\nmutation RetryRun($input: RetryExecutionInput!) {\n  retryExecution(input: $input) {\n    __typename\n    ... on RetryExecutionPayload {\n      execution {\n        ...RunRow\n      }\n    }\n    ...ErrorFields\n  }\n}": types.CancelRunDocument,
    "fragment RunRow on Execution {\n  id\n  status\n  kind\n  trigger\n  attempt\n  runNumber\n  priority\n  queuedAt\n  startedAt\n  finishedAt\n  scheduledFor\n  availableAt\n  durationMs\n  workerId\n  botId\n  tags\n  itemsProcessed\n  errorCode\n  errorMessage\n  failureReason\n  cancelRequestedAt\n  externalId\n  job {\n    id\n    name\n    slug\n  }\n}\n\nquery Runs($filter: ExecutionFilter, $orderBy: ExecutionOrder, $first: Int, $after: String) {\n  executions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    nodes {\n      ...RunRow\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery RunCounts($filter: ExecutionFilter) {\n  executions(filter: $filter, first: 1) {\n    countsByStatus {\n      status\n      count\n      isCapped\n    }\n  }\n}\n\nquery RunFacet($field: FacetField!, $filter: ExecutionFilter, $search: String) {\n  executionFacets(field: $field, filter: $filter, search: $search, first: 50) {\n    value\n    label\n    count {\n      value\n      isCapped\n    }\n  }\n}\n\nsubscription RunEvents($filter: ExecutionFilter, $after: String) {\n  executionChanged(filter: $filter, after: $after) {\n    id\n    cursor\n    type\n    to\n    execution {\n      ...RunRow\n    }\n  }\n}": types.RunRowFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ErrorFields on Error {\n  __typename\n  code\n  message\n  ... on InvalidInputError {\n    issues {\n      path\n      message\n    }\n  }\n}"): typeof import('./graphql').ErrorFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Session {\n  viewer {\n    id\n    email\n    fullName\n    role\n    account {\n      id\n      name\n      kind\n      tier\n    }\n  }\n  credential {\n    id\n    name\n    scopes\n  }\n}\n\nquery Accounts {\n  viewer {\n    id\n    accounts {\n      id\n      role\n      account {\n        id\n        name\n        kind\n      }\n    }\n  }\n}\n\nmutation RenewSession {\n  renewSession(input: {delivery: COOKIE}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation SignOut {\n  signOut(input: {}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation RequestSignIn($email: String!) {\n  requestSignIn(input: {email: $email}) {\n    __typename\n    ...ErrorFields\n  }\n}\n\nmutation StreamTicket {\n  createStreamTicket(input: {}) {\n    __typename\n    ... on CreateStreamTicketPayload {\n      ticket\n    }\n    ...ErrorFields\n  }\n}"): typeof import('./graphql').SessionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PaletteJobs($search: String!) {\n  jobs(first: 8, filter: {search: $search}) {\n    nodes {\n      id\n      name\n      slug\n    }\n  }\n}"): typeof import('./graphql').PaletteJobsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CancelRun($input: CancelExecutionInput!) {\n  cancelExecution(input: $input) {\n    __typename\n    ... on CancelExecutionPayload {\n      isPending\n      execution {\n        ...RunRow\n      }\n    }\n    ...ErrorFields\n  }\n}\n\nmutation RetryRun($input: RetryExecutionInput!) {\n  retryExecution(input: $input) {\n    __typename\n    ... on RetryExecutionPayload {\n      execution {\n        ...RunRow\n      }\n    }\n    ...ErrorFields\n  }\n}"): typeof import('./graphql').CancelRunDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment RunRow on Execution {\n  id\n  status\n  kind\n  trigger\n  attempt\n  runNumber\n  priority\n  queuedAt\n  startedAt\n  finishedAt\n  scheduledFor\n  availableAt\n  durationMs\n  workerId\n  botId\n  tags\n  itemsProcessed\n  errorCode\n  errorMessage\n  failureReason\n  cancelRequestedAt\n  externalId\n  job {\n    id\n    name\n    slug\n  }\n}\n\nquery Runs($filter: ExecutionFilter, $orderBy: ExecutionOrder, $first: Int, $after: String) {\n  executions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    nodes {\n      ...RunRow\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery RunCounts($filter: ExecutionFilter) {\n  executions(filter: $filter, first: 1) {\n    countsByStatus {\n      status\n      count\n      isCapped\n    }\n  }\n}\n\nquery RunFacet($field: FacetField!, $filter: ExecutionFilter, $search: String) {\n  executionFacets(field: $field, filter: $filter, search: $search, first: 50) {\n    value\n    label\n    count {\n      value\n      isCapped\n    }\n  }\n}\n\nsubscription RunEvents($filter: ExecutionFilter, $after: String) {\n  executionChanged(filter: $filter, after: $after) {\n    id\n    cursor\n    type\n    to\n    execution {\n      ...RunRow\n    }\n  }\n}"): typeof import('./graphql').RunRowFragmentDoc;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
