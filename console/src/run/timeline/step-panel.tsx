import { RunLogsBeforeDocument } from '../../api/generated/graphql';
import { useData } from '../../api/use-data';
import { useSearchState } from '../../app/search';
import { Button } from '../../ui/button';
import { formatDuration } from '../../ui/format';
import { isolated } from '../../ui/isolated';
import { JsonView } from '../../ui/json-view';
import { KeyValue } from '../../ui/layout';
import { StatusBadge } from '../../ui/status-badge';
import { Duration, Time } from '../../ui/time';
import { MessageText } from '../logs/message';
import { LongText } from '../run-error';
import { useOnParts } from '../run-live';
import type { Run } from '../run-screen';
import type { Step } from './steps';
import styles from './timeline.module.css';

const LOG_LINES = 30;
const LEVEL_MARKS = { DEBUG: '·', INFO: ' ', WARN: '!', ERROR: '✕' } as const;

/** The step that is looked at: its times, what its worker said of it, why it failed, what it logged. */
export function StepPanel({ run, step }: { run: Run; step: Step }) {
  const { stage, ended } = step;
  return (
    <section className={styles.panel} aria-label={`Step: ${isolated(step.label)}`}>
      <div className={styles.panelHead}>
        <h3 className={styles.panelTitle}>
          <bdi>{step.label}</bdi>
        </h3>
        <StatusBadge status={step.status} />
      </div>
      <KeyValue
        items={[
          { key: 'Started', value: <Time at={step.start} precision="ms" /> },
          { key: 'Ended', value: step.end === null ? undefined : <Time at={step.end} precision="ms" /> },
          {
            key: 'Duration',
            value:
              step.end === null ? <Duration since={step.start} /> : formatDuration(step.end - step.start),
          },
          { key: 'Attempt', value: step.kind === 'stage' ? step.attempt : undefined },
          { key: 'Worker', value: step.workerId ? <bdi>{step.workerId}</bdi> : undefined },
        ]}
      />
      {ended?.reason && (
        <div className={styles.part}>
          <h4>{ended.type === 'REQUEUED' ? 'Why it is tried again' : 'Reason'}</h4>
          <LongText text={ended.reason} isPlain />
        </div>
      )}
      {stage !== null && stage.error !== null && (
        <div className={styles.part}>
          <h4>Error</h4>
          {typeof stage.error === 'string' ? (
            <LongText text={stage.error} isPlain />
          ) : (
            <JsonView value={stage.error} label="Error of the stage" openLevels={2} isBare />
          )}
        </div>
      )}
      {stage !== null && !isEmpty(stage.meta) && (
        <div className={styles.part}>
          <h4>Meta</h4>
          <JsonView value={stage.meta} label="Meta of the stage" openLevels={2} isBare />
        </div>
      )}
      {step.kind !== 'wait' && <StepLogs run={run} step={step} />}
    </section>
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function StepLogs({ run, step }: { run: Run; step: Step }) {
  const [, change] = useSearchState();
  const filter = { attempt: step.attempt, ...(step.stage ? { stageName: step.stage.name } : {}) };
  const { data, failure, reload } = useData(RunLogsBeforeDocument, { id: run.id, filter, last: LOG_LINES });
  useOnParts(['LogLine'], reload);
  const lines = data?.execution?.logs.nodes ?? [];
  const hasMore = data?.execution?.logs.pageInfo.hasPreviousPage === true;
  return (
    <div className={styles.part}>
      <h4>Logs</h4>
      {failure ? (
        <p className={styles.muted}>{failure.message}</p>
      ) : lines.length === 0 ? (
        <p className={styles.muted}>{data ? 'Nothing was logged in it.' : 'Loading…'}</p>
      ) : (
        <>
          {hasMore && <p className={styles.muted}>The last {LOG_LINES}:</p>}
          <ul className={styles.logs}>
            {lines.map((line) => (
              <li key={line.cursor} title={line.level}>
                <span className={styles.muted} aria-hidden="true">
                  {LEVEL_MARKS[line.level]}{' '}
                </span>
                <MessageText text={line.message} />
              </li>
            ))}
          </ul>
          <Button
            size="s"
            variant="ghost"
            onClick={() =>
              change({
                tab: 'logs',
                attempt: String(step.attempt),
                stage: step.stage?.name ?? null,
                q: null,
                step: null,
                failed: null,
                fold: null,
              })
            }
          >
            Open in the logs
          </Button>
        </>
      )}
    </div>
  );
}
