import type { ReactNode } from 'react';
import type { JobSettingsFragment } from '../api/generated/graphql';
import { Id } from '../ui/copy-button';
import { formatElapsed, formatNumber } from '../ui/format';
import { JsonView } from '../ui/json-view';
import { Card, KeyValue } from '../ui/layout';
import { lookOf, Tag } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './job-screen.module.css';

const SECOND_MS = 1_000;
const ANY = 'any number';
const seconds = (value: number | null | undefined) =>
  value === null || value === undefined ? null : formatElapsed(value * SECOND_MS);
const limit = (value: number | null | undefined) =>
  value === null || value === undefined ? ANY : formatNumber(value);

/** All that a job is told, as a list. */
export function JobSettings({ job }: { job: JobSettingsFragment }) {
  const hasConfig =
    typeof job.config === 'object' && job.config !== null && Object.keys(job.config).length > 0;
  return (
    <>
      <Card title="Settings">
        <KeyValue
          items={[
            { key: 'Id', value: <Id>{job.id}</Id> },
            ...kindItems(job),
            { key: 'Priority', value: job.priority },
            { key: 'Attempts', value: job.maxAttempts },
            { key: 'Wait to retry', value: `${seconds(job.retryBackoffSeconds)}, growing` },
            { key: 'A run may take', value: seconds(job.timeoutSeconds) ?? 'as long as its worker reports' },
            { key: 'Runs at a time', value: limit(job.maxConcurrent) },
            { key: 'Of one key', value: limit(job.maxConcurrentPerKey) },
            { key: 'Starts a minute', value: limit(job.startsPerMinute) },
            {
              key: 'Tags',
              value:
                job.tags.length === 0 ? null : (
                  <span className={styles.cron}>
                    {job.tags.map((tag) => (
                      <Tag key={tag}>{tag}</Tag>
                    ))}
                  </span>
                ),
            },
            { key: 'Created', value: <Time at={job.createdAt} precision="minute" /> },
            { key: 'Changed', value: <Time at={job.updatedAt} precision="minute" /> },
          ]}
        />
      </Card>
      {hasConfig && (
        <Card title="Configuration">
          <JsonView value={job.config} label="Configuration" isBare />
        </Card>
      )}
    </>
  );
}

function kindItems(job: JobSettingsFragment): { key: string; value: ReactNode }[] {
  const kind = { key: 'Kind', value: lookOf(job.kind).label };
  if ('handler' in job)
    return [
      kind,
      {
        key: 'Handler',
        value: (
          <code>
            <bdi>{job.handler}</bdi>
          </code>
        ),
      },
    ];
  if ('botId' in job)
    return [
      kind,
      {
        key: 'Bot',
        value: (
          <code>
            <bdi>{job.botId}</bdi>
          </code>
        ),
      },
    ];
  if ('keywords' in job) {
    return [
      kind,
      { key: 'Keywords', value: <Words words={job.keywords} /> },
      { key: 'Images, at most', value: formatNumber(job.maxImages) },
    ];
  }
  if ('xUsername' in job) {
    return [
      kind,
      { key: 'X account', value: <bdi>{`@${job.xUsername}`}</bdi> },
      { key: 'Topics', value: <Words words={job.topics} /> },
      { key: 'Reads back', value: `${formatNumber(job.hoursBack)} h` },
    ];
  }
  return [
    kind,
    { key: 'Rounds, at most', value: job.maxRounds },
    { key: 'Remembers', value: `${formatNumber(job.memorySize)} messages` },
  ];
}

const SHOWN_WORDS = 12;

function Words({ words }: { words: readonly string[] }) {
  return (
    <bdi>
      {words.slice(0, SHOWN_WORDS).join(', ')}
      {words.length > SHOWN_WORDS && ` and ${words.length - SHOWN_WORDS} more`}
    </bdi>
  );
}
