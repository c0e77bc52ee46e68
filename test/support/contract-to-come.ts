/**
 * What the contract promises and the schema does not serve yet, by what brings it; the lists only shrink. An entry is a
 * line as `factsOf` writes it, or, where nothing of it is served yet, a type or a member of one, for all that it holds.
 */
export const TO_COME: Readonly<Record<string, readonly string[]>> = {
  /** Schedules that fire, and what other systems call a run. */
  operations: [
    'EnqueueExecutionInput.externalId',
    'EnqueueExecutionInput.scheduledFor',
    'Execution.externalId',
    'Execution.externalSystem',
    'ExecutionFilter.externalId',
    'JobFilter.hasSchedule',
    'MissedTickPolicy.CATCH_UP',
    'NotificationType.ALERT',
    'OverlapPolicy.BUFFER_ONE',
    'OverlapPolicy.CANCEL_OTHER',
    'Query.scheduleTicks',
    'Schedule.catchUpSeconds',
    'Schedule.jitterSeconds',
    'Schedule.nextRuns(from: DateTime)',
    'Schedule.nextRuns(to: DateTime)',
    'Schedule.pausedAt',
    'ScheduleInput.catchUpSeconds',
    'ScheduleInput.jitterSeconds',
    'ScheduleInput.overlap: OverlapPolicy = SKIP',
    'ScheduleTick.job',
    'StartExecutionInput.externalId',
    'StartExecutionInput.scheduledFor',
  ],

  /** Contents in pieces, and a selection that was looked at before it is acted on. */
  console: [
    'Artifact.contentRange',
    'Artifact.downloadUrl',
    'BulkExecutionsInput.selection',
    'BulkExecutionsPayload.selection',
  ],
};
