import { graphql } from '../generated/index.js';

export const CreateJob = graphql(`
  mutation TasksCreateJob($input: CreateJobInput!) {
    createJob(input: $input) {
      __typename
      ... on ConflictError { existing { id } }
      ... on Error { code message }
    }
  }
`);

export const Start = graphql(`
  mutation TasksStart($input: StartExecutionInput!) {
    startExecution(input: $input) {
      __typename
      ... on StartExecutionPayload { isReplay execution { id status } lease { token } }
      ... on Error { code message }
    }
  }
`);

export const RecordStages = graphql(`
  mutation TasksRecordStages($input: RecordStagesInput!) {
    recordStages(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const RecordLogs = graphql(`
  mutation TasksRecordLogs($input: RecordLogsInput!) {
    recordLogs(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const PlanChunks = graphql(`
  mutation TasksPlanChunks($input: PlanChunksInput!) {
    planChunks(input: $input) {
      __typename
      ... on PlanChunksPayload {
        execution { chunks(first: 200, orderBy: { field: CHUNK_INDEX, direction: ASC }) { nodes { id chunkIndex } } }
      }
      ... on Error { code message }
    }
  }
`);

export const ClaimChunk = graphql(`
  mutation TasksClaimChunk($input: ClaimChunksInput!) {
    claimChunks(input: $input) {
      __typename
      ... on ClaimChunksPayload { chunks { chunk { id chunkIndex taskId } lease { token } } }
      ... on Error { code message }
    }
  }
`);

export const CompleteChunk = graphql(`
  mutation TasksCompleteChunk($input: CompleteChunkInput!) {
    completeChunk(input: $input) {
      __typename
      ... on Error { code message }
    }
  }
`);

export const Complete = graphql(`
  mutation TasksComplete($input: CompleteExecutionInput!) {
    completeExecution(input: $input) {
      __typename
      ... on CompleteExecutionPayload { execution { id status } }
      ... on OpenChunksError { pending processing }
      ... on Error { code message }
    }
  }
`);
