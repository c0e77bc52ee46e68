import { graphql } from '../generated/index.js';

export const CreateJob = graphql(`
  mutation WorkerCreateJob($input: CreateJobInput!) {
    createJob(input: $input) {
      __typename
      ... on CreateJobPayload { job { id } }
      ... on ConflictError { existing { id } }
      ... on Error { code message }
    }
  }
`);

export const LatestRun = graphql(`
  query WorkerLatestRun($jobId: ID!) {
    node(id: $jobId) {
      __typename
      ... on Job { latestExecution { id status } }
    }
  }
`);

export const Enqueue = graphql(`
  mutation WorkerEnqueue($input: EnqueueExecutionInput!) {
    enqueueExecution(input: $input) {
      __typename
      ... on EnqueueExecutionPayload { isReplay execution { id } }
      ... on Error { code message }
    }
  }
`);

export const ClaimRun = graphql(`
  mutation WorkerClaimRun($input: ClaimExecutionsInput!) {
    claimExecutions(input: $input) {
      __typename
      ... on ClaimExecutionsPayload {
        executions { execution { id attempt params } lease { token } }
      }
      ... on Error { code message }
    }
  }
`);

export const PlanChunks = graphql(`
  mutation WorkerPlanChunks($input: PlanChunksInput!) {
    planChunks(input: $input) {
      __typename
      ... on PlanChunksPayload { chunkCount isReplay }
      ... on Error { code message }
    }
  }
`);

export const ClaimChunks = graphql(`
  mutation WorkerClaimChunks($input: ClaimChunksInput!) {
    claimChunks(input: $input) {
      __typename
      ... on ClaimChunksPayload {
        chunks {
          chunk { id chunkIndex retryCount imageRange { start end } execution { id params } }
          lease { token }
        }
      }
      ... on Error { code message }
    }
  }
`);

export const Heartbeats = graphql(`
  mutation WorkerHeartbeats($input: HeartbeatsInput!) {
    heartbeats(input: $input) {
      __typename
      ... on HeartbeatsPayload {
        results {
          __typename
          ... on HeartbeatPayload { lease { cancelRequested } }
          ... on Error { code message }
        }
      }
      ... on Error { code message }
    }
  }
`);

export const RecordStages = graphql(`
  mutation WorkerRecordStages($input: RecordStagesInput!) {
    recordStages(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const RecordImages = graphql(`
  mutation WorkerRecordImages($input: RecordImagesInput!) {
    recordImages(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const RecordMetrics = graphql(`
  mutation WorkerRecordMetrics($input: RecordMetricsInput!) {
    recordMetrics(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const RecordLogs = graphql(`
  mutation WorkerRecordLogs($input: RecordLogsInput!) {
    recordLogs(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const CompleteChunk = graphql(`
  mutation WorkerCompleteChunk($input: CompleteChunkInput!) {
    completeChunk(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const FailChunk = graphql(`
  mutation WorkerFailChunk($input: FailChunkInput!) {
    failChunk(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const RetryFailedChunks = graphql(`
  mutation WorkerRetryFailedChunks($input: RetryFailedChunksInput!) {
    retryFailedChunks(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const Standing = graphql(`
  query WorkerStanding($id: ID!) {
    node(id: $id) {
      __typename
      ... on Execution {
        progress { pending processing completed failed }
        images { count { value } }
        duplicates: images(filter: { isDuplicate: true }) { count { value } }
      }
    }
  }
`);

export const CompleteRun = graphql(`
  mutation WorkerCompleteRun($input: CompleteExecutionInput!) {
    completeExecution(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const FailRun = graphql(`
  mutation WorkerFailRun($input: FailExecutionInput!) {
    failExecution(input: $input) {
      __typename
      ... on FailExecutionPayload { retryAt }
      ... on Error { code message }
    }
  }
`);

export const CancelRun = graphql(`
  mutation WorkerCancelRun($input: CancelExecutionInput!) {
    cancelExecution(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const Outcome = graphql(`
  query WorkerOutcome($id: ID!) {
    node(id: $id) {
      __typename
      ... on Execution {
        status
        attempt
        itemsProcessed
        result
        errorMessage
        events(first: 50) { nodes { type workerId reason } }
      }
    }
  }
`);
