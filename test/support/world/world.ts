import { emptyRows, insertRows } from '../../../demo/rows.js';
import { encodeId } from '../../../src/core/ids.js';
import type { NodeType } from '../../../src/core/node-types.js';
import type { TestPrisma } from '../database.js';
import { accountRows } from './account-rows.js';
import { executionRows } from './execution-rows.js';
import { jobRows } from './job-rows.js';
import type { Making } from './making.js';
import { partRows } from './part-rows.js';
import { type Members, people } from './people.js';
import { at, uuid } from './values.js';
import { verificationRows } from './verification-rows.js';

/** One owner's rows in every table, enough for several pages of every list. All their texts hold `marker`. */
export interface World {
  marker: string;
  userId: string;
  key: string;
  /** The ids of all rows, as the API writes them. */
  ids: Record<NodeType, string[]>;
  /** For every type that has lists, the thing whose lists are long; `Job` is one for the interface. */
  hubs: Record<string, string>;
}

export interface WorldOf {
  /** Somebody else, who did some things to it. */
  visitor?: string;
  /** Of a team, who owns it then, without what is only a person's; the first of them did what was done. */
  members?: Members;
}

/** Builds one account's world. */
export async function buildWorld(
  prisma: TestPrisma,
  marker: string,
  socialTasks: readonly string[],
  { visitor, members }: WorldOf,
): Promise<World> {
  const ownerId = uuid(`${marker}/user`);
  const personId = (members && Object.keys(members)[0]) ?? ownerId;
  const making: Making = { marker, ownerId, personId, visitor, socialTasks };
  const jobs = jobRows(making);
  const executions = executionRows(making, jobs);
  const rows = {
    ...emptyRows(),
    ...jobs.rows,
    ...executions.rows,
    ...partRows(making, jobs, executions),
    ...accountRows(making, executions.hub, jobs.first.crawl),
    ...(members ? teamRows(making, members) : personRows(making)),
  };
  await prisma.$transaction((tx) => insertRows(tx, rows), { timeout: 30_000 });
  const { key, apiKey } = await people(prisma).key({
    ownerId,
    createdByUserId: personId,
    name: `${marker} key`,
    scopes: ['READ'],
    createdAt: at(0),
  });
  const transactions = await prisma.creditTransaction.findMany({ where: { ownerId }, select: { id: true } });

  const memberships = await prisma.membership.findMany({ where: { accountId: ownerId } });
  const idsOf = (type: NodeType, list: ReadonlyArray<{ id?: string }>) =>
    list.map(({ id }) => encodeId(type, String(id)));
  const ids: World['ids'] = {
    User: [encodeId('User', personId)],
    Account: [encodeId('Account', ownerId)],
    Membership: idsOf('Membership', memberships),
    Project: idsOf('Project', rows.projects),
    ApiKey: [encodeId('ApiKey', apiKey.id)],
    CreditAccount: idsOf('CreditAccount', rows.creditAccounts),
    CreditTransaction: idsOf('CreditTransaction', transactions),
    AlertRule: idsOf('AlertRule', rows.alertRules),
    Alert: idsOf('Alert', rows.alerts),
    Notification: idsOf('Notification', rows.notifications),
    ActivityLog: idsOf('ActivityLog', rows.activityLogs),
    MonitorJob: idsOf('MonitorJob', jobs.ofKind('MONITOR')),
    CrawlJob: idsOf('CrawlJob', jobs.ofKind('CRAWL')),
    BotJob: idsOf('BotJob', jobs.ofKind('BOT')),
    AgentTask: idsOf('AgentTask', jobs.ofKind('AGENT')),
    TaskJob: idsOf('TaskJob', jobs.ofKind('TASK')),
    ScheduleTick: idsOf('ScheduleTick', rows.ticks),
    Execution: idsOf('Execution', rows.executions),
    ExecutionEvent: idsOf('ExecutionEvent', rows.events),
    Stage: idsOf('Stage', rows.stages),
    Chunk: idsOf('Chunk', rows.chunks),
    Image: idsOf('Image', rows.images),
    Summary: idsOf('Summary', rows.summaries),
    MetricSnapshot: idsOf('MetricSnapshot', rows.metrics),
    Artifact: idsOf('Artifact', rows.artifacts),
    SocialTask: idsOf(
      'SocialTask',
      socialTasks.map((id) => ({ id })),
    ),
    Completion: idsOf('Completion', rows.completions),
    TwitterAccount: idsOf('TwitterAccount', rows.twitterAccounts),
    VerificationLog: idsOf('VerificationLog', rows.verificationLogs),
  };
  const hubs = Object.fromEntries(Object.entries(ids).map(([type, all]) => [type, String(all[0])]));
  hubs.Job = String(hubs.BotJob);
  return { marker, userId: ownerId, key, ids, hubs };
}

function personRows(making: Making) {
  const { marker, ownerId: id } = making;
  const user = { id, email: `${marker}@example.com`, fullName: `${marker} person`, createdAt: at(0) };
  return {
    users: [{ ...user, status: 'ACTIVE' as const, tier: 'PRO' as const }],
    ...verificationRows(making),
  };
}

function teamRows({ marker, ownerId: id }: Making, members: Members) {
  return {
    accounts: [{ id, kind: 'TEAM' as const, name: `${marker} team`, tier: 'PRO' as const }],
    memberships: Object.entries(members).map(([userId, role]) => ({ accountId: id, userId, role })),
  };
}
