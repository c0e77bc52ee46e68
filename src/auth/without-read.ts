export const EVERYTHING = '*';

/** Fields by the types that have them. */
export type FieldsOfTypes = Readonly<Record<string, typeof EVERYTHING | readonly string[]>>;

/**
 * What credentials without the scope READ see below the root fields that they may ask: what a worker needs of the
 * work that it was given, and what was just written. Nothing of it leads to a list of anything else, or to anybody.
 * What is not here needs READ, also where nobody thought of it. Kinds of jobs add what is theirs.
 */
const fieldsOf = new Map<string, ReadonlySet<string>>();

/** Lets workers see fields, beside what they see already. */
export function registerWithoutRead(added: FieldsOfTypes): void {
  for (const [type, fields] of Object.entries(added)) {
    fieldsOf.set(type, new Set([...(fieldsOf.get(type) ?? []), ...fields]));
  }
}

/** Whether a field of a type is among them. */
export function isWithoutRead(type: string, field: string): boolean {
  const fields = fieldsOf.get(type);
  return fields !== undefined && (fields.has(EVERYTHING) || fields.has(field));
}

/** Which types and fields are named. */
export function namedWithoutRead(): Array<{ type: string; fields: readonly string[] }> {
  return [...fieldsOf].map(([type, fields]) => ({
    type,
    fields: [...fields].filter((field) => field !== EVERYTHING),
  }));
}

registerWithoutRead({
  Node: ['id'],
  Lease: EVERYTHING,
  ClaimedExecution: EVERYTHING,
  Execution: [
    ...['id', 'kind', 'job', 'owner', 'runNumber', 'attempt', 'status', 'trigger', 'dispatch', 'priority'],
    ...['tags', 'params', 'plan', 'result', 'itemsProcessed', 'workerId'],
    ...['failureReason', 'errorMessage', 'errorCode', 'errorFingerprint', 'errorDetails'],
    ...[
      'externalId',
      'externalSystem',
      'queuedAt',
      'availableAt',
      'scheduledFor',
      'startedAt',
      'finishedAt',
      'durationMs',
    ],
    ...['heartbeatAt', 'leaseExpiresAt', 'cancelRequestedAt', 'cancelDeadline', 'progress', 'chunkMap'],
  ],
  Job: [
    ...['id', 'kind', 'slug', 'name', 'description', 'status', 'config', 'priority', 'tags', 'owner'],
    ...['maxAttempts', 'retryBackoffSeconds', 'timeoutSeconds'],
  ],
  Account: ['id'],
  User: ['id'],
  Progress: EVERYTHING,
  ChunkSpan: EVERYTHING,
  PageInfo: EVERYTHING,
  BoundedCount: EVERYTHING,
  // What is wrong with what they said themselves.
  InputIssue: EVERYTHING,
  // One's own key is no secret to itself, nor is one that was just made.
  ApiKey: EVERYTHING,
});
