import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const EVERYTHING = '*';

/**
 * What credentials without the scope READ see below the root fields that they may ask: what a worker needs of the
 * work that it was given, and what was just written. Nothing of it leads to a list of anything else, or to anybody.
 * What is not here needs READ, also where nobody thought of it.
 */
const WITHOUT_READ: Readonly<Record<string, typeof EVERYTHING | readonly string[]>> = {
  Node: ['id'],
  Lease: EVERYTHING,
  ClaimedExecution: EVERYTHING,
  ClaimedChunk: EVERYTHING,
  Execution: [
    ...['id', 'kind', 'job', 'owner', 'runNumber', 'attempt', 'status', 'trigger', 'dispatch', 'priority'],
    ...['tags', 'botId', 'params', 'plan', 'result', 'itemsProcessed', 'workerId'],
    ...['failureReason', 'errorMessage', 'errorCode', 'errorFingerprint', 'errorDetails'],
    ...['queuedAt', 'availableAt', 'scheduledFor', 'startedAt', 'finishedAt', 'durationMs'],
    ...['heartbeatAt', 'leaseExpiresAt', 'cancelRequestedAt', 'progress', 'chunkMap', 'chunks'],
  ],
  Job: [
    ...['id', 'kind', 'slug', 'name', 'description', 'status', 'config', 'priority', 'tags', 'owner'],
    ...['maxAttempts', 'retryBackoffSeconds', 'timeoutSeconds'],
  ],
  MonitorJob: ['xUsername', 'topics', 'hoursBack'],
  CrawlJob: ['keywords', 'maxImages'],
  BotJob: ['botId'],
  AgentTask: ['maxRounds', 'memorySize'],
  User: ['id'],
  Progress: EVERYTHING,
  ChunkSpan: EVERYTHING,
  Chunk: [
    ...['id', 'execution', 'job', 'chunkIndex', 'status', 'priority', 'imageRange', 'errorMessage'],
    ...['retryCount', 'taskId', 'workerId', 'startedAt', 'finishedAt', 'durationMs', 'leaseExpiresAt'],
    ...['createdAt', 'updatedAt'],
  ],
  ImageRange: EVERYTHING,
  ChunkConnection: EVERYTHING,
  ChunkEdge: EVERYTHING,
  PageInfo: EVERYTHING,
  BoundedCount: EVERYTHING,
  // What is wrong with what they said themselves.
  InputIssue: EVERYTHING,
  Stage: ['id', 'attempt', 'name', 'status', 'startedAt', 'endedAt', 'durationMs'],
  MetricSnapshot: ['id', 'name', 'timestamp'],
  Artifact: ['id', 'name', 'fileHash', 'createdAt'],
  Image: ['id', 'url', 'contentHash', 'isDuplicate', 'createdAt'],
  Summary: ['id', 'createdAt'],
  // One's own key is no secret to itself, nor is one that was just made.
  ApiKey: EVERYTHING,
};

/** Whether a field below the root is answered to credentials without READ. */
export function isReachableWithoutRead(parent: GraphQLNamedType, field: string): boolean {
  if (!(isObjectType(parent) || isInterfaceType(parent)) || parent.name.startsWith('__')) return true;
  const types = [parent, ...parent.getInterfaces()].map(({ name }) => name);
  // What a mutation answers, and the errors that it meets.
  if (types.includes('Error') || parent.name.endsWith('Payload')) return true;
  return types.some((name) => {
    const fields = WITHOUT_READ[name];
    return fields === EVERYTHING || fields?.includes(field);
  });
}

/** The same of what nobody decided on its own: the types and fields that the list names. */
export function namedWithoutRead(): Array<{ type: string; fields: readonly string[] }> {
  return Object.entries(WITHOUT_READ).map(([type, fields]) => ({
    type,
    fields: fields === EVERYTHING ? [] : fields,
  }));
}

const found = new WeakMap<DocumentNode, Map<string, string | null>>();

/**
 * The first field of an operation that only READ reaches, as `Type.field`; null where there is none. It is asked
 * before anything is done, so that no work is claimed, and no key made, whose answer could not be given.
 */
export function firstBeyondReach(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): string | null {
  const known = found.get(document) ?? new Map<string, string | null>();
  found.set(document, known);
  const name = operationName ?? '';
  let field = known.get(name);
  if (field === undefined) {
    field = findBeyondReach(schema, separateOperations(document)[name] ?? document);
    known.set(name, field);
  }
  return field;
}

function findBeyondReach(schema: GraphQLSchema, document: DocumentNode): string | null {
  const roots = rootTypes(schema);
  const types = new TypeInfo(schema);
  let beyond: string | null = null;
  const visitor = {
    Field() {
      const parent = types.getParentType();
      const field = types.getFieldDef();
      if (beyond || !parent || !field || field.name.startsWith('__')) return;
      if (!roots.some((root) => root === parent) && !isReachableWithoutRead(parent, field.name)) {
        beyond = `${parent.name}.${field.name}`;
      }
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return beyond;
}

/** What a document starts from. */
export function rootTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => type != null,
  );
}

/**
 * Sees to it that every root field says who may ask it, so that none is open because somebody forgot.
 * @throws Error where one does not.
 */
export function assertScopesAreSaid(schema: GraphQLSchema): void {
  for (const root of rootTypes(schema)) {
    for (const { name, extensions } of Object.values(root.getFields())) {
      if (scopesOf(extensions) === undefined)
        throw new Error(`say in authScopes who may ask ${root}.${name}`);
    }
  }
}

/** What a field was declared with; undefined for nothing. */
export function scopesOf({ pothosOptions }: { pothosOptions?: unknown }): unknown {
  return typeof pothosOptions === 'object' && pothosOptions !== null
    ? Reflect.get(pothosOptions, 'authScopes')
    : undefined;
}
