import { type TableInfo, tableOf } from '../src/core/db/metadata.js';
import { Prisma } from '../src/generated/prisma/client.js';

/** Rows of the demo by table, ready to be inserted. */
export interface DemoRows {
  users: Prisma.UserCreateManyInput[];
  /** Teams: the database makes a person's own, and their membership. */
  accounts: Prisma.AccountCreateManyInput[];
  memberships: Prisma.MembershipCreateManyInput[];
  projects: Prisma.ProjectCreateManyInput[];
  jobs: Prisma.JobCreateManyInput[];
  monitorJobs: Prisma.MonitorJobCreateManyInput[];
  crawlJobs: Prisma.CrawlJobCreateManyInput[];
  botJobs: Prisma.BotJobCreateManyInput[];
  agentTasks: Prisma.AgentTaskCreateManyInput[];
  taskJobs: Prisma.TaskJobCreateManyInput[];
  jobLimits: Prisma.JobLimitsCreateManyInput[];
  jobStarts: Prisma.JobStartCreateManyInput[];
  executions: Prisma.ExecutionCreateManyInput[];
  events: Prisma.ExecutionEventCreateManyInput[];
  ticks: Prisma.ScheduleTickCreateManyInput[];
  stages: Prisma.StageCreateManyInput[];
  chunks: Prisma.ChunkCreateManyInput[];
  images: Prisma.ImageCreateManyInput[];
  summaries: Prisma.SummaryCreateManyInput[];
  metrics: Prisma.MetricSnapshotCreateManyInput[];
  artifacts: Prisma.ArtifactCreateManyInput[];
  logs: Prisma.ExecutionLogCreateManyInput[];
  creditAccounts: Prisma.CreditAccountCreateManyInput[];
  creditTransactions: Prisma.CreditTransactionCreateManyInput[];
  alertRules: Prisma.AlertRuleCreateManyInput[];
  alerts: Prisma.AlertCreateManyInput[];
  notifications: Prisma.NotificationCreateManyInput[];
  notificationPreferences: Prisma.NotificationPreferencesCreateManyInput[];
  usageMetrics: Prisma.UsageMetricCreateManyInput[];
  failureGroups: Prisma.FailureGroupCreateManyInput[];
  activityLogs: Prisma.ActivityLogCreateManyInput[];
  socialTasks: Prisma.SocialTaskCreateManyInput[];
  twitterAccounts: Prisma.TwitterAccountCreateManyInput[];
  completions: Prisma.CompletionCreateManyInput[];
  verificationLogs: Prisma.VerificationLogCreateManyInput[];
}

export function emptyRows(): DemoRows {
  return {
    users: [],
    accounts: [],
    memberships: [],
    projects: [],
    jobs: [],
    monitorJobs: [],
    crawlJobs: [],
    botJobs: [],
    agentTasks: [],
    taskJobs: [],
    jobLimits: [],
    jobStarts: [],
    executions: [],
    events: [],
    ticks: [],
    stages: [],
    chunks: [],
    images: [],
    summaries: [],
    metrics: [],
    artifacts: [],
    logs: [],
    creditAccounts: [],
    creditTransactions: [],
    alertRules: [],
    alerts: [],
    notifications: [],
    notificationPreferences: [],
    usageMetrics: [],
    failureGroups: [],
    activityLogs: [],
    socialTasks: [],
    twitterAccounts: [],
    completions: [],
    verificationLogs: [],
  };
}

/** The rows' models; each comes after those it refers to. */
const MODELS = [
  ['users', 'User'],
  ['accounts', 'Account'],
  ['memberships', 'Membership'],
  ['projects', 'Project'],
  ['jobs', 'Job'],
  ['monitorJobs', 'MonitorJob'],
  ['crawlJobs', 'CrawlJob'],
  ['botJobs', 'BotJob'],
  ['agentTasks', 'AgentTask'],
  ['taskJobs', 'TaskJob'],
  ['jobLimits', 'JobLimits'],
  ['jobStarts', 'JobStart'],
  ['executions', 'Execution'],
  ['events', 'ExecutionEvent'],
  ['ticks', 'ScheduleTick'],
  ['stages', 'Stage'],
  ['chunks', 'Chunk'],
  ['images', 'Image'],
  ['summaries', 'Summary'],
  ['metrics', 'MetricSnapshot'],
  ['artifacts', 'Artifact'],
  ['logs', 'ExecutionLog'],
  ['creditAccounts', 'CreditAccount'],
  ['creditTransactions', 'CreditTransaction'],
  ['alertRules', 'AlertRule'],
  ['alerts', 'Alert'],
  ['notifications', 'Notification'],
  ['notificationPreferences', 'NotificationPreferences'],
  ['usageMetrics', 'UsageMetric'],
  ['failureGroups', 'FailureGroup'],
  ['activityLogs', 'ActivityLog'],
  ['socialTasks', 'SocialTask'],
  ['twitterAccounts', 'TwitterAccount'],
  ['completions', 'Completion'],
  ['verificationLogs', 'VerificationLog'],
] as const satisfies readonly (readonly [keyof DemoRows, Prisma.ModelName])[];

/**
 * Inserts every row, a statement a table. As JSON it takes a quarter of createMany()'s time, whose statements have a
 * parameter a value: on the embedded database that is most of the first start.
 */
export async function insertRows(tx: Prisma.TransactionClient, rows: DemoRows): Promise<void> {
  for (const [key, model] of MODELS) await insertTable(tx, tableOf(tx, model), inOrder(rows[key]));
}

/** What no row names is left to the table's default; what only some name is null in the others. */
async function insertTable(
  tx: Prisma.TransactionClient,
  info: TableInfo,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const fields = new Set(
    rows.flatMap((row) =>
      Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ),
  );
  const named = [...info.columns].filter(([field]) => fields.has(field));
  const columns = Prisma.raw(named.map(([, column]) => `"${column}"`).join(', '));
  const table = Prisma.raw(`"${info.table}"`);
  const data = rows.map((row) =>
    Object.fromEntries(named.map(([field, column]) => [column, toJson(Reflect.get(row, field))])),
  );
  await tx.$executeRaw`
    INSERT INTO ${table} (${columns})
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, ${JSON.stringify(data)}::jsonb)`;
}

function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}

/** By id, and so by time, as a ledger is written while things happen; rows without ids stay as they are. */
function inOrder(rows: readonly object[]): readonly object[] {
  const idOf = (row: object) => String(Reflect.get(row, 'id') ?? '');
  return rows.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : 0));
}
