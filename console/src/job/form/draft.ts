import type {
  CreateJobInput,
  JobKind,
  JobKindInput,
  JobSettingsFragment,
  MissedTickPolicy,
  OverlapPolicy,
  ScheduleInput,
  UpdateJobInput,
} from '../../api/generated/graphql.js';

/** A job as a form has it: all fields of all kinds, each as it is typed. */
export interface JobDraft {
  kind: JobKind;
  name: string;
  slug: string;
  description: string;
  /** An id, or empty for none. */
  projectId: string;
  /** Separated by commas. */
  tags: string;
  priority: number | null;
  maxAttempts: number | null;
  retryBackoffSeconds: number | null;
  timeoutSeconds: number | null;
  maxConcurrent: number | null;
  maxConcurrentPerKey: number | null;
  startsPerMinute: number | null;
  /** JSON as text. */
  config: string;
  handler: string;
  keywords: string;
  maxImages: number | null;
  xUsername: string;
  topics: string;
  hoursBack: number | null;
  botId: string;
  maxRounds: number | null;
  memorySize: number | null;
  isScheduled: boolean;
  cron: string;
  timezone: string;
  overlap: OverlapPolicy;
  missedTicks: MissedTickPolicy;
  catchUpSeconds: number | null;
  jitterSeconds: number | null;
}

/** What a new job has where nobody says it: the API's own defaults. */
const NEW: Omit<JobDraft, 'kind'> = {
  name: '',
  slug: '',
  description: '',
  projectId: '',
  tags: '',
  priority: 5,
  maxAttempts: 3,
  retryBackoffSeconds: 30,
  timeoutSeconds: null,
  maxConcurrent: null,
  maxConcurrentPerKey: null,
  startsPerMinute: null,
  config: '{}',
  handler: '',
  keywords: '',
  maxImages: 1_000,
  xUsername: '',
  topics: '',
  hoursBack: 24,
  botId: '',
  maxRounds: 5,
  memorySize: 50,
  isScheduled: false,
  cron: '0 6 * * *',
  timezone: 'UTC',
  overlap: 'SKIP',
  missedTicks: 'SKIP',
  catchUpSeconds: null,
  jitterSeconds: 0,
};

export const newDraft = (kind: JobKind): JobDraft => ({ ...NEW, kind });

const INDENT = 2;

export function draftOf(job: JobSettingsFragment): JobDraft {
  const { schedule } = job;
  return {
    ...NEW,
    kind: job.kind,
    name: job.name,
    slug: job.slug,
    description: job.description ?? '',
    projectId: job.project?.id ?? '',
    tags: job.tags.join(', '),
    priority: job.priority,
    maxAttempts: job.maxAttempts,
    retryBackoffSeconds: job.retryBackoffSeconds,
    timeoutSeconds: job.timeoutSeconds ?? null,
    maxConcurrent: job.maxConcurrent ?? null,
    maxConcurrentPerKey: job.maxConcurrentPerKey ?? null,
    startsPerMinute: job.startsPerMinute ?? null,
    config: JSON.stringify(job.config, null, INDENT),
    ...('handler' in job && { handler: job.handler }),
    ...('keywords' in job && { keywords: job.keywords.join('\n'), maxImages: job.maxImages }),
    ...('xUsername' in job && {
      ...{ xUsername: job.xUsername, topics: job.topics.join('\n'), hoursBack: job.hoursBack },
    }),
    ...('botId' in job && { botId: job.botId }),
    ...('maxRounds' in job && { maxRounds: job.maxRounds, memorySize: job.memorySize }),
    ...(schedule && {
      isScheduled: true,
      cron: schedule.cron,
      timezone: schedule.timezone,
      overlap: schedule.overlap,
      missedTicks: schedule.missedTicks,
      catchUpSeconds: schedule.catchUpSeconds ?? null,
      jitterSeconds: schedule.jitterSeconds,
    }),
  };
}

const listOf = (text: string, separator: RegExp) =>
  text
    .split(separator)
    .map((one) => one.trim())
    .filter((one) => one !== '');
const tagsOf = ({ tags }: JobDraft) => listOf(tags, /,/);
const LINES = /\n/;

/** What is left empty is left to the API's default. */
const given = <Value>(value: Value | null) => value ?? undefined;

function kindOf(draft: JobDraft): JobKindInput {
  switch (draft.kind) {
    case 'MONITOR':
      return {
        monitor: {
          xUsername: draft.xUsername.trim().replace(/^@/, ''),
          topics: listOf(draft.topics, LINES),
          hoursBack: draft.hoursBack ?? NEW.hoursBack ?? 0,
        },
      };
    case 'CRAWL':
      return { crawl: { keywords: listOf(draft.keywords, LINES), maxImages: draft.maxImages ?? 0 } };
    case 'BOT':
      return { bot: { botId: draft.botId } };
    case 'AGENT':
      return { agent: { maxRounds: given(draft.maxRounds), memorySize: given(draft.memorySize) } };
    case 'TASK':
      return { task: { handler: draft.handler.trim() || undefined } };
  }
}

function scheduleOf(draft: JobDraft): ScheduleInput {
  return {
    cron: draft.cron.trim(),
    timezone: draft.timezone.trim() || NEW.timezone,
    overlap: draft.overlap,
    missedTicks: draft.missedTicks,
    catchUpSeconds: draft.missedTicks === 'CATCH_UP' ? given(draft.catchUpSeconds) : undefined,
    jitterSeconds: given(draft.jitterSeconds),
  };
}

/** Null where the text is no JSON, which the field says. */
export function configOf({ config }: JobDraft): { value: unknown } | null {
  try {
    return { value: JSON.parse(config) };
  } catch {
    return null;
  }
}

export function createInputOf(draft: JobDraft): CreateJobInput {
  return {
    name: draft.name,
    slug: draft.slug.trim() || undefined,
    description: draft.description.trim() || undefined,
    kind: kindOf(draft),
    projectId: draft.projectId || undefined,
    tags: tagsOf(draft),
    priority: given(draft.priority),
    maxAttempts: given(draft.maxAttempts),
    retryBackoffSeconds: given(draft.retryBackoffSeconds),
    timeoutSeconds: given(draft.timeoutSeconds),
    maxConcurrent: given(draft.maxConcurrent),
    maxConcurrentPerKey: given(draft.maxConcurrentPerKey),
    startsPerMinute: given(draft.startsPerMinute),
    config: configOf(draft)?.value ?? {},
    schedule: draft.isScheduled ? scheduleOf(draft) : undefined,
  };
}

const KIND_FIELDS = [
  ...(['handler', 'keywords', 'maxImages', 'xUsername', 'topics'] as const),
  ...(['hoursBack', 'botId', 'maxRounds', 'memorySize'] as const),
];
const SCHEDULE_FIELDS = [
  ...(['isScheduled', 'cron', 'timezone', 'overlap', 'missedTicks'] as const),
  ...(['catchUpSeconds', 'jitterSeconds'] as const),
];

/** Only what was changed: what somebody else changed meanwhile stays. */
export function updateInputOf(jobId: string, before: JobDraft, draft: JobDraft): UpdateJobInput {
  const isChanged = (field: keyof JobDraft) => draft[field] !== before[field];
  const input: UpdateJobInput = { jobId };
  if (isChanged('name')) input.name = draft.name;
  if (isChanged('slug')) input.slug = draft.slug.trim();
  if (isChanged('description')) input.description = draft.description.trim() || null;
  if (isChanged('projectId')) input.projectId = draft.projectId || null;
  if (isChanged('tags')) input.tags = tagsOf(draft);
  if (isChanged('priority')) input.priority = given(draft.priority);
  if (isChanged('maxAttempts')) input.maxAttempts = given(draft.maxAttempts);
  if (isChanged('retryBackoffSeconds')) input.retryBackoffSeconds = given(draft.retryBackoffSeconds);
  // An empty limit is none.
  if (isChanged('timeoutSeconds')) input.timeoutSeconds = draft.timeoutSeconds;
  if (isChanged('maxConcurrent')) input.maxConcurrent = draft.maxConcurrent;
  if (isChanged('maxConcurrentPerKey')) input.maxConcurrentPerKey = draft.maxConcurrentPerKey;
  if (isChanged('startsPerMinute')) input.startsPerMinute = draft.startsPerMinute;
  if (isChanged('config')) input.config = configOf(draft)?.value ?? {};
  if (KIND_FIELDS.some(isChanged)) input.kind = kindOf(draft);
  if (SCHEDULE_FIELDS.some(isChanged)) input.schedule = draft.isScheduled ? scheduleOf(draft) : null;
  return input;
}

/** Whether there is anything that an update would change. */
export const hasChanges = (input: UpdateJobInput) => Object.keys(input).length > 1;
