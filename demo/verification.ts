import type { Prisma } from '../src/generated/prisma/client.js';
import type { CompletionStatus, SocialTaskType } from '../src/generated/prisma/enums.js';
import { DAY_MS, HOUR_MS, type Ledger, later, MINUTE_MS, type Person } from './ledger.js';
import type { People } from './people.js';

interface SocialTaskSpec {
  title: string;
  taskType: SocialTaskType;
  taskTypeText?: string;
  target: string;
  rewardCredits: number;
  isActive?: boolean;
}

/** The social tasks of the demo; their titles tell them from others. */
const SOCIAL_TASKS: readonly SocialTaskSpec[] = [
  { title: 'Follow us', taskType: 'FOLLOW', target: '@runledger', rewardCredits: 10 },
  { title: 'Follow the release feed', taskType: 'FOLLOW', target: '@runledger_dev', rewardCredits: 5 },
  { title: 'Like the launch post', taskType: 'LIKE', target: '1801234567890123456', rewardCredits: 3 },
  { title: 'Share the launch post', taskType: 'RETWEET', target: '1801234567890123456', rewardCredits: 8 },
  {
    title: 'Answer our question of the week',
    taskType: 'REPLY',
    target: '1809876543210987654',
    rewardCredits: 12,
  },
  { title: 'Quote the benchmark', taskType: 'QUOTE', target: '1812345678901234567', rewardCredits: 15 },
  {
    title: 'Like the autumn survey',
    taskType: 'LIKE',
    target: '1790000000000000001',
    rewardCredits: 2,
    isActive: false,
  },
  {
    title: 'Pin the launch post',
    taskType: 'OTHER',
    taskTypeText: 'PIN',
    target: '1801234567890123456',
    rewardCredits: 4,
  },
];

const REJECTIONS: Record<SocialTaskType, string> = {
  FOLLOW: 'The account does not follow the target',
  LIKE: 'The post is not among the likes of the account',
  RETWEET: 'No repost of the post found',
  REPLY: 'The reply was deleted',
  QUOTE: 'The quote does not name the post',
  OTHER: 'It was not found',
};

const API_ERRORS = [
  'X API answered 429: retry after 611 s',
  'X API answered 503',
  'Access token expired and could not be refreshed',
];

const TOKEN_BYTES = 96;
const SCOPE = 'tweet.read users.read follows.read like.read offline.access';

/** V verified, R rejected, P pending, E pending after an error, X verified after one, . not submitted; a letter a social task. */
const SUBMISSIONS: Record<'demo' | 'rivera' | 'nwosu' | 'suspended', string> = {
  demo: 'VVVRXP.',
  rivera: 'V.VE.RV',
  nwosu: 'VXVVVVV',
  suspended: 'RR.R...',
};

const OUTCOMES: Record<string, { status: CompletionStatus; hadError: boolean }> = {
  V: { status: 'VERIFIED', hadError: false },
  X: { status: 'VERIFIED', hadError: true },
  R: { status: 'REJECTED', hadError: false },
  P: { status: 'PENDING', hadError: false },
  E: { status: 'PENDING', hadError: true },
};

/** Social tasks of all types, who did them, and how that was verified on X (seed 004). */
export function addVerification(ledger: Ledger, people: People): void {
  const { random, rows } = ledger;
  const tasks = SOCIAL_TASKS.map((spec, index) => {
    const createdAt = ledger.ago(31 * DAY_MS - index * 5 * HOUR_MS);
    const task = { id: ledger.id(createdAt), isActive: true, ...spec };
    rows.socialTasks.push({ ...task, createdAt, updatedAt: createdAt });
    return task;
  });
  for (const [index, who] of (['demo', 'rivera', 'nwosu', 'suspended'] as const).entries()) {
    const person = people[who];
    const account = addAccount(ledger, person, index, who === 'suspended');
    for (const [n, letter] of [...SUBMISSIONS[who]].entries()) {
      const outcome = OUTCOMES[letter];
      const task = tasks[n];
      const submittedAt = ledger.ago((26 - n * 3.5 - index * 0.3) * DAY_MS - random.int(0, 300) * MINUTE_MS);
      if (outcome && task) addCompletion(ledger, person, account, task, submittedAt, outcome);
    }
  }
}

function addAccount(ledger: Ledger, owner: Person, index: number, wasDisconnected: boolean): string {
  const { random } = ledger;
  const connectedAt = ledger.ago((30 - index) * DAY_MS);
  const id = ledger.id(connectedAt);
  const username = owner.name.toLowerCase().replace(' ', '_');
  // As long as IV, ciphertext and tag of a token would be; there is no token inside.
  const ciphertext = () => random.bytes(TOKEN_BYTES);
  ledger.rows.twitterAccounts.push({
    id,
    ownerId: owner.id,
    twitterId: `${1_400_000_000 + index * 7_919_113}`,
    username,
    displayName: owner.name,
    profileImageUrl: `https://images.example.com/profiles/${username}.png`,
    accessToken: ciphertext(),
    refreshToken: ciphertext(),
    tokenKeyId: 'demo',
    tokenExpiresAt: wasDisconnected
      ? ledger.ago(9 * DAY_MS)
      : later(ledger.now, random.int(20, 110) * MINUTE_MS),
    scope: SCOPE,
    isActive: !wasDisconnected,
    lastVerifiedAt: ledger.ago((wasDisconnected ? 12 : 2 + index) * DAY_MS),
    connectedAt,
    updatedAt: ledger.ago((wasDisconnected ? 9 : 1) * DAY_MS),
  });
  return id;
}

function addCompletion(
  ledger: Ledger,
  owner: Person,
  twitterAccountId: string,
  task: SocialTaskSpec & { id: string },
  submittedAt: Date,
  { status, hadError }: { status: CompletionStatus; hadError: boolean },
): void {
  const { random, rows } = ledger;
  const firstAt = later(submittedAt, random.int(20, 400) * 1000);
  const lastAt = hadError ? later(firstAt, 12 * MINUTE_MS) : firstAt;
  const decidedAt = status === 'PENDING' ? null : lastAt;
  const id = ledger.id(submittedAt);
  rows.completions.push({ id, ownerId: owner.id, taskId: task.id, status, submittedAt, decidedAt });
  const addLog = (
    verifiedAt: Date,
    more: Pick<
      Prisma.VerificationLogCreateManyInput,
      'result' | 'errorMessage' | 'rejectionReason' | 'twitterApiResponse'
    >,
  ) => {
    const cacheHit = more.result !== 'ERROR' && random.chance(0.3);
    rows.verificationLogs.push({
      id: ledger.id(verifiedAt),
      completionId: id,
      ownerId: owner.id,
      taskId: task.id,
      taskType: task.taskType,
      verificationTimeMs: cacheHit ? random.int(4, 30) : random.int(180, 2400),
      apiCallCount: cacheHit ? 0 : random.int(1, 4),
      cacheHit,
      twitterAccountId,
      verifiedAt,
      ...more,
    });
  };
  if (hadError) addLog(firstAt, { result: 'ERROR', errorMessage: random.pick(API_ERRORS) });
  if (status === 'VERIFIED')
    addLog(lastAt, {
      result: 'VERIFIED',
      twitterApiResponse: { data: { matched: true, target: task.target } },
    });
  if (status === 'REJECTED') {
    addLog(lastAt, {
      result: 'REJECTED',
      rejectionReason: REJECTIONS[task.taskType],
      twitterApiResponse: { data: { matched: false } },
    });
  }
}
