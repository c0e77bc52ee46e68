import { Link } from '@tanstack/react-router';
import { type ChainRowFragment, RunChainDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { formatNumber } from '../ui/format';
import { JsonView } from '../ui/json-view';
import { Card, KeyValue, Stack } from '../ui/layout';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './overview.module.css';
import { LongText } from './run-error';
import { useOnParts } from './run-live';
import type { Run } from './run-screen';
import { Timeline } from './timeline/timeline';

/** What one sees first: what it did and when, what went in and what came out, and the runs around it. */
export function Overview({ run }: { run: Run }) {
  return (
    <Stack gap="loose">
      <Timeline run={run} />
      <div className={styles.columns}>
        <Card title="Params">
          <Value value={run.params} label="Params" empty="It was started without params." />
        </Card>
        <Card title="Result">
          <Value
            value={run.result}
            label="Result"
            empty={run.finishedAt === null ? 'It has none until it completes.' : 'It left no result.'}
          />
        </Card>
        {run.plan !== null && run.plan !== undefined && (
          <Card title="Plan">
            <Value value={run.plan} label="Plan" empty="" />
          </Card>
        )}
        <Chain run={run} />
        <Card title="More">
          <KeyValue
            items={[
              { key: 'Priority', value: run.priority },
              { key: 'Kind', value: run.kind.toLowerCase() },
              { key: 'Bot', value: run.botId ?? undefined },
              { key: 'Available', value: <Time at={run.availableAt} /> },
              { key: 'Scheduled for', value: run.scheduledFor ? <Time at={run.scheduledFor} /> : undefined },
              { key: 'Last heartbeat', value: run.heartbeatAt ? <Time at={run.heartbeatAt} /> : undefined },
              {
                key: 'Lease expires',
                value:
                  run.leaseExpiresAt && run.finishedAt === null ? (
                    <Time at={run.leaseExpiresAt} />
                  ) : undefined,
              },
              {
                key: 'Time limit',
                value: run.job.timeoutSeconds ? <Duration ms={run.job.timeoutSeconds * 1000} /> : undefined,
              },
              {
                key: 'Concurrency key',
                value: run.concurrencyKey ? <bdi>{run.concurrencyKey}</bdi> : undefined,
              },
              {
                key: 'External id',
                value: run.externalId ? (
                  <bdi>{[run.externalSystem, run.externalId].filter(Boolean).join(': ')}</bdi>
                ) : undefined,
              },
              { key: 'Held credits', value: run.heldCredits > 0 ? formatNumber(run.heldCredits) : undefined },
            ]}
          />
        </Card>
      </div>
    </Stack>
  );
}

function Value({ value, label, empty }: { value: unknown; label: string; empty: string }) {
  const isNothing =
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
  if (isNothing) return <p className={styles.muted}>{empty}</p>;
  if (typeof value === 'string') return <LongText text={value} isPlain />;
  return <JsonView value={value} label={label} openLevels={2} isBare={isSmall(value)} />;
}

const SMALL = 8;

function isSmall(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const values: unknown[] = Object.values(value);
  return values.length <= SMALL && values.every((one) => typeof one !== 'object' || one === null);
}

/** The runs that this one retries, and those that retry it. */
function Chain({ run }: { run: Run }) {
  const { data, reload } = useData(RunChainDocument, { id: run.id });
  useOnParts([], reload);
  const chain = data?.execution;
  if (!chain) return null;
  const before: ChainRowFragment[] = [];
  const first = chain.retryOf;
  for (const one of [first?.retryOf?.retryOf, first?.retryOf, first]) if (one) before.push(one);
  const after = chain.retries.flatMap((one) => [one, ...one.retries]);
  if (before.length === 0 && after.length === 0) return null;
  return (
    <Card title="Retries">
      <ol className={styles.chain}>
        {before.map((one) => (
          <ChainItem key={one.id} run={one} />
        ))}
        <ChainItem run={run} isThis />
        {after.map((one) => (
          <ChainItem key={one.id} run={one} />
        ))}
      </ol>
    </Card>
  );
}

function ChainItem({ run, isThis = false }: { run: ChainRowFragment; isThis?: boolean }) {
  return (
    <li className={styles.link} aria-current={isThis || undefined}>
      {isThis ? (
        <strong>#{formatNumber(run.runNumber)}, this one</strong>
      ) : (
        <Link to="/runs/$id" params={{ id: run.id }} search={{}}>
          #{formatNumber(run.runNumber)}
        </Link>
      )}
      <StatusBadge status={run.status} isPlain />
      <Time at={run.queuedAt} className={styles.muted} />
      <span className={styles.last}>{run.durationMs !== null && <Duration ms={run.durationMs} />}</span>
    </li>
  );
}
