import type {
  AlertConditionInput,
  AlertKind,
  AlertRowFragment,
  RuleRowFragment,
  RunMilestone,
} from '../api/generated/graphql';
import { formatDuration, formatNumber, formatPercent } from '../ui/format';
import { isolated } from '../ui/isolated';
import { eachSpanText, spanText } from './spans';

export const KINDS: readonly { value: AlertKind; label: string; hint: string }[] = [
  { value: 'FAILURE_RATE', label: 'Too many failures', hint: 'The share of runs that failed.' },
  { value: 'FAILURE_GROUP', label: 'New kind of failure', hint: 'An error that was not there before.' },
  { value: 'MISSING_RUN', label: 'Missing run', hint: 'A job that did not run in time.' },
  { value: 'LONG_RUN', label: 'Long run', hint: 'A run that takes too long.' },
  { value: 'QUEUE_AGE', label: 'Waiting too long', hint: 'A run that no worker takes.' },
];

export const kindLabel = (kind: AlertKind): string =>
  KINDS.find(({ value }) => value === kind)?.label ?? kind;

/** A condition of each kind as it is typed: what is typed for one stays while another is looked at. */
export interface ConditionDraft {
  kind: AlertKind;
  rate: { above: number; minRuns: number; rangeSeconds: number };
  group: { unseenDays: number };
  missing: {
    milestone: RunMilestone;
    withinSeconds: number;
    when: 'ANY' | 'TICK' | 'TIMES';
    cron: string;
    timezone: string;
  };
  long: { by: 'FIXED' | 'USUAL'; longerThanSeconds: number; timesUsual: number };
  queue: { olderThanSeconds: number };
}

export const NEW_CONDITION: ConditionDraft = {
  kind: 'FAILURE_RATE',
  rate: { above: 0.2, minRuns: 10, rangeSeconds: 3_600 },
  group: { unseenDays: 30 },
  missing: {
    milestone: 'COMPLETED',
    withinSeconds: 7_200,
    when: 'TICK',
    cron: '0 6 * * *',
    timezone: 'UTC',
  },
  long: { by: 'USUAL', longerThanSeconds: 3_600, timesUsual: 3 },
  queue: { olderThanSeconds: 600 },
};

type Condition = RuleRowFragment['condition'];

/** What a rule has, to be changed. */
export function draftOf(kind: AlertKind, condition: Condition): ConditionDraft {
  const draft = { ...NEW_CONDITION, kind };
  switch (condition.__typename) {
    case 'FailureRateCondition': {
      const { above, minRuns, rangeSeconds } = condition;
      return { ...draft, rate: { above, minRuns, rangeSeconds } };
    }
    case 'FailureGroupCondition':
      return { ...draft, group: { unseenDays: condition.unseenDays } };
    case 'QueueAgeCondition':
      return { ...draft, queue: { olderThanSeconds: condition.olderThanSeconds } };
    case 'LongRunCondition': {
      const { longerThanSeconds, timesUsual } = condition;
      return {
        ...draft,
        long: {
          by: typeof longerThanSeconds === 'number' ? 'FIXED' : 'USUAL',
          longerThanSeconds: longerThanSeconds ?? NEW_CONDITION.long.longerThanSeconds,
          timesUsual: timesUsual ?? NEW_CONDITION.long.timesUsual,
        },
      };
    }
    case 'MissingRunCondition': {
      const { milestone, withinSeconds, afterTick, times } = condition;
      return {
        ...draft,
        missing: {
          milestone,
          withinSeconds,
          when: afterTick ? 'TICK' : times ? 'TIMES' : 'ANY',
          cron: times?.cron ?? NEW_CONDITION.missing.cron,
          timezone: times?.timezone ?? NEW_CONDITION.missing.timezone,
        },
      };
    }
  }
}

export function inputOf({ kind, rate, group, missing, long, queue }: ConditionDraft): AlertConditionInput {
  switch (kind) {
    case 'FAILURE_RATE':
      return { failureRate: rate };
    case 'FAILURE_GROUP':
      return { failureGroup: group };
    case 'QUEUE_AGE':
      return { queueAge: queue };
    case 'LONG_RUN':
      return {
        longRun:
          long.by === 'FIXED'
            ? { longerThanSeconds: long.longerThanSeconds }
            : { timesUsual: long.timesUsual },
      };
    case 'MISSING_RUN': {
      const { milestone, withinSeconds, when, cron, timezone } = missing;
      return {
        missingRun: {
          milestone,
          withinSeconds,
          afterTick: when === 'TICK',
          ...(when === 'TIMES' ? { times: { cron, timezone } } : {}),
        },
      };
    }
  }
}

/** When an alert opens, as a sentence. @param job Its name; null for all jobs. */
export function sentenceOf(draft: ConditionDraft, job: string | null): string {
  const { kind, rate, group, missing, long, queue } = draft;
  const ofJob = job === null ? 'any job' : `"${isolated(job)}"`;
  switch (kind) {
    case 'FAILURE_RATE':
      return `An alert opens when more than ${formatPercent(rate.above)} of the runs of ${
        job === null ? 'all jobs' : ofJob
      } accepted in the last ${eachSpanText(rate.rangeSeconds)} have failed, once at least ${
        rate.minRuns
      } of them have completed or failed.`;
    case 'FAILURE_GROUP':
      return `An alert opens when ${
        job === null ? 'runs fail' : `runs of ${ofJob} fail`
      } in a way that the account has not seen for ${spanText(
        group.unseenDays * 86_400,
      )}, or that came again after it was resolved.`;
    case 'QUEUE_AGE':
      return `An alert opens when a run of ${ofJob} is due, and has waited for a worker for longer than ${spanText(
        queue.olderThanSeconds,
      )}.`;
    case 'LONG_RUN':
      return long.by === 'FIXED'
        ? `An alert opens for each run of ${ofJob} that runs for longer than ${spanText(long.longerThanSeconds)}.`
        : `An alert opens for each run of ${ofJob} that runs for longer than ${formatNumber(
            long.timesUsual,
          )} times the time in which 95% of its job's runs complete.`;
    case 'MISSING_RUN':
      return missingSentence(missing, job === null ? 'the job' : ofJob);
  }
}

function missingSentence(missing: ConditionDraft['missing'], job: string): string {
  const verb = missing.milestone === 'COMPLETED' ? 'completed' : 'started';
  const span = spanText(missing.withinSeconds);
  switch (missing.when) {
    case 'TICK':
      return `An alert opens when a tick of the schedule of ${job} is ${span} old and no run has ${verb} since.`;
    case 'TIMES':
      return `At each time of "${missing.cron}" (${missing.timezone}), an alert opens if no run of ${job} has ${verb} in the ${span} before.`;
    case 'ANY':
      return `An alert opens as soon as no run of ${job} has ${verb} in the last ${eachSpanText(missing.withinSeconds)}.`;
  }
}

/** How often one is told, as the sentence that follows. */
export function repeatSentence(repeatSeconds: number | null | undefined): string {
  return repeatSeconds
    ? `You are told when it opens, and again every ${eachSpanText(repeatSeconds)} until it closes or somebody acknowledges it.`
    : 'You are told once, when it opens.';
}

/** What was measured, and against what, as words. */
export function measureOf({ rule, value, threshold }: AlertRowFragment): string {
  const against = `limit ${spanText(Math.round(threshold))}`;
  const span = formatDuration(value * 1_000);
  switch (rule.kind) {
    case 'FAILURE_RATE':
      return `${formatPercent(value)} failed, limit ${formatPercent(threshold)}`;
    case 'FAILURE_GROUP':
      return `${formatNumber(value)} ${value === 1 ? 'failure' : 'failures'} in a day`;
    case 'LONG_RUN':
      return `Ran ${span}, ${against}`;
    case 'QUEUE_AGE':
      return `Waited ${span}, ${against}`;
    case 'MISSING_RUN':
      return `None for ${span}, ${against}`;
  }
}
