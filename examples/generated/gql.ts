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
    "\n  mutation TasksCreateJob($input: CreateJobInput!) {\n    createJob(input: $input) {\n      __typename\n      ... on ConflictError { existing { id } }\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksCreateJobDocument,
    "\n  mutation TasksStart($input: StartExecutionInput!) {\n    startExecution(input: $input) {\n      __typename\n      ... on StartExecutionPayload { isReplay execution { id status } lease { token } }\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksStartDocument,
    "\n  mutation TasksRecordStages($input: RecordStagesInput!) {\n    recordStages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksRecordStagesDocument,
    "\n  mutation TasksRecordLogs($input: RecordLogsInput!) {\n    recordLogs(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksRecordLogsDocument,
    "\n  mutation TasksPlanChunks($input: PlanChunksInput!) {\n    planChunks(input: $input) {\n      __typename\n      ... on PlanChunksPayload {\n        execution { chunks(first: 200, orderBy: { field: CHUNK_INDEX, direction: ASC }) { nodes { id chunkIndex } } }\n      }\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksPlanChunksDocument,
    "\n  mutation TasksClaimChunk($input: ClaimChunksInput!) {\n    claimChunks(input: $input) {\n      __typename\n      ... on ClaimChunksPayload { chunks { chunk { id chunkIndex taskId } lease { token } } }\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksClaimChunkDocument,
    "\n  mutation TasksCompleteChunk($input: CompleteChunkInput!) {\n    completeChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksCompleteChunkDocument,
    "\n  mutation TasksComplete($input: CompleteExecutionInput!) {\n    completeExecution(input: $input) {\n      __typename\n      ... on CompleteExecutionPayload { execution { id status } }\n      ... on OpenChunksError { pending processing }\n      ... on Error { code message }\n    }\n  }\n": typeof types.TasksCompleteDocument,
    "\n  mutation WorkerCreateJob($input: CreateJobInput!) {\n    createJob(input: $input) {\n      __typename\n      ... on CreateJobPayload { job { id } }\n      ... on ConflictError { existing { id } }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerCreateJobDocument,
    "\n  query WorkerLatestRun($jobId: ID!) {\n    node(id: $jobId) {\n      __typename\n      ... on Job { latestExecution { id status } }\n    }\n  }\n": typeof types.WorkerLatestRunDocument,
    "\n  mutation WorkerEnqueue($input: EnqueueExecutionInput!) {\n    enqueueExecution(input: $input) {\n      __typename\n      ... on EnqueueExecutionPayload { isReplay execution { id } }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerEnqueueDocument,
    "\n  mutation WorkerClaimRun($input: ClaimExecutionsInput!) {\n    claimExecutions(input: $input) {\n      __typename\n      ... on ClaimExecutionsPayload {\n        executions { execution { id attempt params } lease { token } }\n      }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerClaimRunDocument,
    "\n  mutation WorkerPlanChunks($input: PlanChunksInput!) {\n    planChunks(input: $input) {\n      __typename\n      ... on PlanChunksPayload { chunkCount isReplay }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerPlanChunksDocument,
    "\n  mutation WorkerClaimChunks($input: ClaimChunksInput!) {\n    claimChunks(input: $input) {\n      __typename\n      ... on ClaimChunksPayload {\n        chunks {\n          chunk { id chunkIndex retryCount imageRange { start end } execution { id params } }\n          lease { token }\n        }\n      }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerClaimChunksDocument,
    "\n  mutation WorkerHeartbeats($input: HeartbeatsInput!) {\n    heartbeats(input: $input) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on HeartbeatPayload { lease { cancelRequested } }\n          ... on Error { code message }\n        }\n      }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerHeartbeatsDocument,
    "\n  mutation WorkerRecordStages($input: RecordStagesInput!) {\n    recordStages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerRecordStagesDocument,
    "\n  mutation WorkerRecordImages($input: RecordImagesInput!) {\n    recordImages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerRecordImagesDocument,
    "\n  mutation WorkerRecordMetrics($input: RecordMetricsInput!) {\n    recordMetrics(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerRecordMetricsDocument,
    "\n  mutation WorkerRecordLogs($input: RecordLogsInput!) {\n    recordLogs(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerRecordLogsDocument,
    "\n  mutation WorkerCompleteChunk($input: CompleteChunkInput!) {\n    completeChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerCompleteChunkDocument,
    "\n  mutation WorkerFailChunk($input: FailChunkInput!) {\n    failChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerFailChunkDocument,
    "\n  mutation WorkerRetryFailedChunks($input: RetryFailedChunksInput!) {\n    retryFailedChunks(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerRetryFailedChunksDocument,
    "\n  query WorkerStanding($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Execution {\n        progress { pending processing completed failed }\n        images { count { value } }\n        duplicates: images(filter: { isDuplicate: true }) { count { value } }\n      }\n    }\n  }\n": typeof types.WorkerStandingDocument,
    "\n  mutation WorkerCompleteRun($input: CompleteExecutionInput!) {\n    completeExecution(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerCompleteRunDocument,
    "\n  mutation WorkerFailRun($input: FailExecutionInput!) {\n    failExecution(input: $input) {\n      __typename\n      ... on FailExecutionPayload { retryAt }\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerFailRunDocument,
    "\n  mutation WorkerCancelRun($input: CancelExecutionInput!) {\n    cancelExecution(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": typeof types.WorkerCancelRunDocument,
    "\n  query WorkerOutcome($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Execution {\n        status\n        attempt\n        itemsProcessed\n        result\n        errorMessage\n        events(first: 50) { nodes { type workerId reason } }\n      }\n    }\n  }\n": typeof types.WorkerOutcomeDocument,
};
const documents: Documents = {
    "\n  mutation TasksCreateJob($input: CreateJobInput!) {\n    createJob(input: $input) {\n      __typename\n      ... on ConflictError { existing { id } }\n      ... on Error { code message }\n    }\n  }\n": types.TasksCreateJobDocument,
    "\n  mutation TasksStart($input: StartExecutionInput!) {\n    startExecution(input: $input) {\n      __typename\n      ... on StartExecutionPayload { isReplay execution { id status } lease { token } }\n      ... on Error { code message }\n    }\n  }\n": types.TasksStartDocument,
    "\n  mutation TasksRecordStages($input: RecordStagesInput!) {\n    recordStages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.TasksRecordStagesDocument,
    "\n  mutation TasksRecordLogs($input: RecordLogsInput!) {\n    recordLogs(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.TasksRecordLogsDocument,
    "\n  mutation TasksPlanChunks($input: PlanChunksInput!) {\n    planChunks(input: $input) {\n      __typename\n      ... on PlanChunksPayload {\n        execution { chunks(first: 200, orderBy: { field: CHUNK_INDEX, direction: ASC }) { nodes { id chunkIndex } } }\n      }\n      ... on Error { code message }\n    }\n  }\n": types.TasksPlanChunksDocument,
    "\n  mutation TasksClaimChunk($input: ClaimChunksInput!) {\n    claimChunks(input: $input) {\n      __typename\n      ... on ClaimChunksPayload { chunks { chunk { id chunkIndex taskId } lease { token } } }\n      ... on Error { code message }\n    }\n  }\n": types.TasksClaimChunkDocument,
    "\n  mutation TasksCompleteChunk($input: CompleteChunkInput!) {\n    completeChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.TasksCompleteChunkDocument,
    "\n  mutation TasksComplete($input: CompleteExecutionInput!) {\n    completeExecution(input: $input) {\n      __typename\n      ... on CompleteExecutionPayload { execution { id status } }\n      ... on OpenChunksError { pending processing }\n      ... on Error { code message }\n    }\n  }\n": types.TasksCompleteDocument,
    "\n  mutation WorkerCreateJob($input: CreateJobInput!) {\n    createJob(input: $input) {\n      __typename\n      ... on CreateJobPayload { job { id } }\n      ... on ConflictError { existing { id } }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerCreateJobDocument,
    "\n  query WorkerLatestRun($jobId: ID!) {\n    node(id: $jobId) {\n      __typename\n      ... on Job { latestExecution { id status } }\n    }\n  }\n": types.WorkerLatestRunDocument,
    "\n  mutation WorkerEnqueue($input: EnqueueExecutionInput!) {\n    enqueueExecution(input: $input) {\n      __typename\n      ... on EnqueueExecutionPayload { isReplay execution { id } }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerEnqueueDocument,
    "\n  mutation WorkerClaimRun($input: ClaimExecutionsInput!) {\n    claimExecutions(input: $input) {\n      __typename\n      ... on ClaimExecutionsPayload {\n        executions { execution { id attempt params } lease { token } }\n      }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerClaimRunDocument,
    "\n  mutation WorkerPlanChunks($input: PlanChunksInput!) {\n    planChunks(input: $input) {\n      __typename\n      ... on PlanChunksPayload { chunkCount isReplay }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerPlanChunksDocument,
    "\n  mutation WorkerClaimChunks($input: ClaimChunksInput!) {\n    claimChunks(input: $input) {\n      __typename\n      ... on ClaimChunksPayload {\n        chunks {\n          chunk { id chunkIndex retryCount imageRange { start end } execution { id params } }\n          lease { token }\n        }\n      }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerClaimChunksDocument,
    "\n  mutation WorkerHeartbeats($input: HeartbeatsInput!) {\n    heartbeats(input: $input) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on HeartbeatPayload { lease { cancelRequested } }\n          ... on Error { code message }\n        }\n      }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerHeartbeatsDocument,
    "\n  mutation WorkerRecordStages($input: RecordStagesInput!) {\n    recordStages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerRecordStagesDocument,
    "\n  mutation WorkerRecordImages($input: RecordImagesInput!) {\n    recordImages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerRecordImagesDocument,
    "\n  mutation WorkerRecordMetrics($input: RecordMetricsInput!) {\n    recordMetrics(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerRecordMetricsDocument,
    "\n  mutation WorkerRecordLogs($input: RecordLogsInput!) {\n    recordLogs(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerRecordLogsDocument,
    "\n  mutation WorkerCompleteChunk($input: CompleteChunkInput!) {\n    completeChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerCompleteChunkDocument,
    "\n  mutation WorkerFailChunk($input: FailChunkInput!) {\n    failChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerFailChunkDocument,
    "\n  mutation WorkerRetryFailedChunks($input: RetryFailedChunksInput!) {\n    retryFailedChunks(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerRetryFailedChunksDocument,
    "\n  query WorkerStanding($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Execution {\n        progress { pending processing completed failed }\n        images { count { value } }\n        duplicates: images(filter: { isDuplicate: true }) { count { value } }\n      }\n    }\n  }\n": types.WorkerStandingDocument,
    "\n  mutation WorkerCompleteRun($input: CompleteExecutionInput!) {\n    completeExecution(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerCompleteRunDocument,
    "\n  mutation WorkerFailRun($input: FailExecutionInput!) {\n    failExecution(input: $input) {\n      __typename\n      ... on FailExecutionPayload { retryAt }\n      ... on Error { code message }\n    }\n  }\n": types.WorkerFailRunDocument,
    "\n  mutation WorkerCancelRun($input: CancelExecutionInput!) {\n    cancelExecution(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n": types.WorkerCancelRunDocument,
    "\n  query WorkerOutcome($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Execution {\n        status\n        attempt\n        itemsProcessed\n        result\n        errorMessage\n        events(first: 50) { nodes { type workerId reason } }\n      }\n    }\n  }\n": types.WorkerOutcomeDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksCreateJob($input: CreateJobInput!) {\n    createJob(input: $input) {\n      __typename\n      ... on ConflictError { existing { id } }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksCreateJobDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksStart($input: StartExecutionInput!) {\n    startExecution(input: $input) {\n      __typename\n      ... on StartExecutionPayload { isReplay execution { id status } lease { token } }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksStartDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksRecordStages($input: RecordStagesInput!) {\n    recordStages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksRecordStagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksRecordLogs($input: RecordLogsInput!) {\n    recordLogs(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksRecordLogsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksPlanChunks($input: PlanChunksInput!) {\n    planChunks(input: $input) {\n      __typename\n      ... on PlanChunksPayload {\n        execution { chunks(first: 200, orderBy: { field: CHUNK_INDEX, direction: ASC }) { nodes { id chunkIndex } } }\n      }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksPlanChunksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksClaimChunk($input: ClaimChunksInput!) {\n    claimChunks(input: $input) {\n      __typename\n      ... on ClaimChunksPayload { chunks { chunk { id chunkIndex taskId } lease { token } } }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksClaimChunkDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksCompleteChunk($input: CompleteChunkInput!) {\n    completeChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksCompleteChunkDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TasksComplete($input: CompleteExecutionInput!) {\n    completeExecution(input: $input) {\n      __typename\n      ... on CompleteExecutionPayload { execution { id status } }\n      ... on OpenChunksError { pending processing }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').TasksCompleteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerCreateJob($input: CreateJobInput!) {\n    createJob(input: $input) {\n      __typename\n      ... on CreateJobPayload { job { id } }\n      ... on ConflictError { existing { id } }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerCreateJobDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WorkerLatestRun($jobId: ID!) {\n    node(id: $jobId) {\n      __typename\n      ... on Job { latestExecution { id status } }\n    }\n  }\n"): typeof import('./graphql.js').WorkerLatestRunDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerEnqueue($input: EnqueueExecutionInput!) {\n    enqueueExecution(input: $input) {\n      __typename\n      ... on EnqueueExecutionPayload { isReplay execution { id } }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerEnqueueDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerClaimRun($input: ClaimExecutionsInput!) {\n    claimExecutions(input: $input) {\n      __typename\n      ... on ClaimExecutionsPayload {\n        executions { execution { id attempt params } lease { token } }\n      }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerClaimRunDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerPlanChunks($input: PlanChunksInput!) {\n    planChunks(input: $input) {\n      __typename\n      ... on PlanChunksPayload { chunkCount isReplay }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerPlanChunksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerClaimChunks($input: ClaimChunksInput!) {\n    claimChunks(input: $input) {\n      __typename\n      ... on ClaimChunksPayload {\n        chunks {\n          chunk { id chunkIndex retryCount imageRange { start end } execution { id params } }\n          lease { token }\n        }\n      }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerClaimChunksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerHeartbeats($input: HeartbeatsInput!) {\n    heartbeats(input: $input) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on HeartbeatPayload { lease { cancelRequested } }\n          ... on Error { code message }\n        }\n      }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerHeartbeatsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerRecordStages($input: RecordStagesInput!) {\n    recordStages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerRecordStagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerRecordImages($input: RecordImagesInput!) {\n    recordImages(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerRecordImagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerRecordMetrics($input: RecordMetricsInput!) {\n    recordMetrics(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerRecordMetricsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerRecordLogs($input: RecordLogsInput!) {\n    recordLogs(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerRecordLogsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerCompleteChunk($input: CompleteChunkInput!) {\n    completeChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerCompleteChunkDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerFailChunk($input: FailChunkInput!) {\n    failChunk(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerFailChunkDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerRetryFailedChunks($input: RetryFailedChunksInput!) {\n    retryFailedChunks(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerRetryFailedChunksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WorkerStanding($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Execution {\n        progress { pending processing completed failed }\n        images { count { value } }\n        duplicates: images(filter: { isDuplicate: true }) { count { value } }\n      }\n    }\n  }\n"): typeof import('./graphql.js').WorkerStandingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerCompleteRun($input: CompleteExecutionInput!) {\n    completeExecution(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerCompleteRunDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerFailRun($input: FailExecutionInput!) {\n    failExecution(input: $input) {\n      __typename\n      ... on FailExecutionPayload { retryAt }\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerFailRunDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkerCancelRun($input: CancelExecutionInput!) {\n    cancelExecution(input: $input) {\n      __typename\n      ... on Error { code message }\n    }\n  }\n"): typeof import('./graphql.js').WorkerCancelRunDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WorkerOutcome($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Execution {\n        status\n        attempt\n        itemsProcessed\n        result\n        errorMessage\n        events(first: 50) { nodes { type workerId reason } }\n      }\n    }\n  }\n"): typeof import('./graphql.js').WorkerOutcomeDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
