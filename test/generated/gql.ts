/* eslint-disable */
import * as types from './graphql.js';



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
    "\n  query WhoAsks {\n    viewer {\n      id\n      email\n      tier\n      createdAt\n      creditAccount { balance }\n    }\n    credential { id name prefix lastFour scopes expiresAt }\n  }\n": typeof types.WhoAsksDocument,
    "\n  query ExecutionsWithParts($first: Int!, $filter: ExecutionFilter) {\n    executions(first: $first, filter: $filter, orderBy: { field: QUEUED_AT, direction: DESC }) {\n      count { value isCapped }\n      nodes {\n        id\n        runNumber\n        status\n        queuedAt\n        durationMs\n        params\n        job { id kind name }\n        chunks(first: 5, orderBy: { field: CHUNK_INDEX, direction: ASC }) {\n          count { value }\n          nodes { id chunkIndex status imageRange { start end } }\n        }\n      }\n    }\n  }\n": typeof types.ExecutionsWithPartsDocument,
    "\n  query JobsOfAllKinds {\n    jobs(first: 200, orderBy: { field: NAME, direction: ASC }) {\n      nodes {\n        id\n        kind\n        slug\n        totalRuns\n        successfulRuns\n        failedRuns\n        ...MonitorPart\n        ...CrawlPart\n        ... on BotJob { botId }\n        ... on AgentTask { maxRounds memorySize }\n        ... on TaskJob { handler }\n      }\n    }\n  }\n  fragment MonitorPart on MonitorJob { xUsername topics hoursBack }\n  fragment CrawlPart on CrawlJob { keywords maxImages }\n": typeof types.JobsOfAllKindsDocument,
    "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n      ... on User { told: email }\n      ... on Account { told: name }\n      ... on Membership { moment: createdAt }\n      ... on Project { told: name }\n      ... on ApiKey { told: name }\n      ... on CreditAccount { number: balance }\n      ... on CreditTransaction { number: balanceAfter }\n      ... on Notification { told: title }\n      ... on AlertRule { told: name }\n      ... on Alert { moment: openedAt }\n      ... on ActivityLog { told: action }\n      ... on MonitorJob { told: slug }\n      ... on CrawlJob { told: slug }\n      ... on BotJob { told: slug }\n      ... on AgentTask { told: slug }\n      ... on TaskJob { told: slug }\n      ... on ScheduleTick { moment: at }\n      ... on Execution { number: runNumber }\n      ... on ExecutionEvent { moment: at }\n      ... on Stage { told: name }\n      ... on Chunk { number: chunkIndex }\n      ... on Image { told: url }\n      ... on Summary { told: content }\n      ... on MetricSnapshot { told: name }\n      ... on Artifact { told: name }\n      ... on SocialTask { told: title }\n      ... on Completion { moment: submittedAt }\n      ... on TwitterAccount { told: username }\n      ... on VerificationLog { number: verificationTimeMs }\n    }\n  }\n": typeof types.AnyNodeDocument,
};
const documents: Documents = {
    "\n  query WhoAsks {\n    viewer {\n      id\n      email\n      tier\n      createdAt\n      creditAccount { balance }\n    }\n    credential { id name prefix lastFour scopes expiresAt }\n  }\n": types.WhoAsksDocument,
    "\n  query ExecutionsWithParts($first: Int!, $filter: ExecutionFilter) {\n    executions(first: $first, filter: $filter, orderBy: { field: QUEUED_AT, direction: DESC }) {\n      count { value isCapped }\n      nodes {\n        id\n        runNumber\n        status\n        queuedAt\n        durationMs\n        params\n        job { id kind name }\n        chunks(first: 5, orderBy: { field: CHUNK_INDEX, direction: ASC }) {\n          count { value }\n          nodes { id chunkIndex status imageRange { start end } }\n        }\n      }\n    }\n  }\n": types.ExecutionsWithPartsDocument,
    "\n  query JobsOfAllKinds {\n    jobs(first: 200, orderBy: { field: NAME, direction: ASC }) {\n      nodes {\n        id\n        kind\n        slug\n        totalRuns\n        successfulRuns\n        failedRuns\n        ...MonitorPart\n        ...CrawlPart\n        ... on BotJob { botId }\n        ... on AgentTask { maxRounds memorySize }\n        ... on TaskJob { handler }\n      }\n    }\n  }\n  fragment MonitorPart on MonitorJob { xUsername topics hoursBack }\n  fragment CrawlPart on CrawlJob { keywords maxImages }\n": types.JobsOfAllKindsDocument,
    "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n      ... on User { told: email }\n      ... on Account { told: name }\n      ... on Membership { moment: createdAt }\n      ... on Project { told: name }\n      ... on ApiKey { told: name }\n      ... on CreditAccount { number: balance }\n      ... on CreditTransaction { number: balanceAfter }\n      ... on Notification { told: title }\n      ... on AlertRule { told: name }\n      ... on Alert { moment: openedAt }\n      ... on ActivityLog { told: action }\n      ... on MonitorJob { told: slug }\n      ... on CrawlJob { told: slug }\n      ... on BotJob { told: slug }\n      ... on AgentTask { told: slug }\n      ... on TaskJob { told: slug }\n      ... on ScheduleTick { moment: at }\n      ... on Execution { number: runNumber }\n      ... on ExecutionEvent { moment: at }\n      ... on Stage { told: name }\n      ... on Chunk { number: chunkIndex }\n      ... on Image { told: url }\n      ... on Summary { told: content }\n      ... on MetricSnapshot { told: name }\n      ... on Artifact { told: name }\n      ... on SocialTask { told: title }\n      ... on Completion { moment: submittedAt }\n      ... on TwitterAccount { told: username }\n      ... on VerificationLog { number: verificationTimeMs }\n    }\n  }\n": types.AnyNodeDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WhoAsks {\n    viewer {\n      id\n      email\n      tier\n      createdAt\n      creditAccount { balance }\n    }\n    credential { id name prefix lastFour scopes expiresAt }\n  }\n"): typeof import('./graphql.js').WhoAsksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExecutionsWithParts($first: Int!, $filter: ExecutionFilter) {\n    executions(first: $first, filter: $filter, orderBy: { field: QUEUED_AT, direction: DESC }) {\n      count { value isCapped }\n      nodes {\n        id\n        runNumber\n        status\n        queuedAt\n        durationMs\n        params\n        job { id kind name }\n        chunks(first: 5, orderBy: { field: CHUNK_INDEX, direction: ASC }) {\n          count { value }\n          nodes { id chunkIndex status imageRange { start end } }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.js').ExecutionsWithPartsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query JobsOfAllKinds {\n    jobs(first: 200, orderBy: { field: NAME, direction: ASC }) {\n      nodes {\n        id\n        kind\n        slug\n        totalRuns\n        successfulRuns\n        failedRuns\n        ...MonitorPart\n        ...CrawlPart\n        ... on BotJob { botId }\n        ... on AgentTask { maxRounds memorySize }\n        ... on TaskJob { handler }\n      }\n    }\n  }\n  fragment MonitorPart on MonitorJob { xUsername topics hoursBack }\n  fragment CrawlPart on CrawlJob { keywords maxImages }\n"): typeof import('./graphql.js').JobsOfAllKindsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n      ... on User { told: email }\n      ... on Account { told: name }\n      ... on Membership { moment: createdAt }\n      ... on Project { told: name }\n      ... on ApiKey { told: name }\n      ... on CreditAccount { number: balance }\n      ... on CreditTransaction { number: balanceAfter }\n      ... on Notification { told: title }\n      ... on AlertRule { told: name }\n      ... on Alert { moment: openedAt }\n      ... on ActivityLog { told: action }\n      ... on MonitorJob { told: slug }\n      ... on CrawlJob { told: slug }\n      ... on BotJob { told: slug }\n      ... on AgentTask { told: slug }\n      ... on TaskJob { told: slug }\n      ... on ScheduleTick { moment: at }\n      ... on Execution { number: runNumber }\n      ... on ExecutionEvent { moment: at }\n      ... on Stage { told: name }\n      ... on Chunk { number: chunkIndex }\n      ... on Image { told: url }\n      ... on Summary { told: content }\n      ... on MetricSnapshot { told: name }\n      ... on Artifact { told: name }\n      ... on SocialTask { told: title }\n      ... on Completion { moment: submittedAt }\n      ... on TwitterAccount { told: username }\n      ... on VerificationLog { number: verificationTimeMs }\n    }\n  }\n"): typeof import('./graphql.js').AnyNodeDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
