/** The node types that are no jobs, and the prefixes of their ids. A prefix stays when its type is renamed. */
const TYPES = [
  ['User', 'user'],
  ['Account', 'account'],
  ['Membership', 'membership'],
  ['Project', 'project'],
  ['ApiKey', 'key'],
  ['CreditAccount', 'credits'],
  ['CreditTransaction', 'credit'],
  ['Notification', 'notification'],
  ['AlertRule', 'alertrule'],
  ['Alert', 'alert'],
  ['ActivityLog', 'activity'],
  ['ScheduleTick', 'tick'],
  ['Execution', 'exec'],
  ['ExecutionEvent', 'event'],
  ['Stage', 'stage'],
  ['Chunk', 'chunk'],
  ['Image', 'image'],
  ['Summary', 'summary'],
  ['MetricSnapshot', 'metric'],
  ['Artifact', 'artifact'],
  ['SocialTask', 'social'],
  ['Completion', 'completion'],
  ['TwitterAccount', 'xaccount'],
  ['VerificationLog', 'verification'],
] as const;

/**
 * The kinds of jobs, and the GraphQL type of each kind's jobs. A kind adds its own by declaration merging, in its
 * folder, and says all else to `registerKind` (jobs/kinds.ts).
 */
// biome-ignore lint/suspicious/noEmptyInterface: kinds are merged into it.
export interface JobTypes {}

export type JobKind = keyof JobTypes;
export type JobType = JobTypes[JobKind];
export type NodeType = (typeof TYPES)[number][0] | JobType;

const prefixes = new Map<string, string>();
const types = new Map<string, NodeType>();

/** Gives a type's ids their prefix. @throws Error where the type has one, or another type has it. */
export function registerNodeType(type: NodeType, prefix: string): void {
  if (prefixes.has(type) || types.has(prefix)) throw new Error(`${type} or ${prefix} is registered twice`);
  prefixes.set(type, prefix);
  types.set(prefix, type);
}

for (const [type, prefix] of TYPES) registerNodeType(type, prefix);

/** Whether a GraphQL type of this name has ids of its own. */
export function isNodeType(name: string): name is NodeType {
  return prefixes.has(name);
}

export function nodeTypes(): NodeType[] {
  return [...types.values()];
}

/** What the ids of a type begin with. @throws Error for a kind of job that is not registered. */
export function idPrefix(type: NodeType): string {
  const prefix = prefixes.get(type);
  if (prefix === undefined) throw new Error(`${type} has no id prefix`);
  return prefix;
}

/** The type whose ids begin with a prefix; undefined for none. */
export function typeOfPrefix(prefix: string): NodeType | undefined {
  return types.get(prefix);
}
