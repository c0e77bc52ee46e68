import { Link } from '@tanstack/react-router';
import { AlertDetailDocument, type AlertDetailQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { Button, buttonClass } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { Id } from '../ui/copy-button';
import { Drawer } from '../ui/dialog';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './alerts.module.css';
import { draftOf, measureOf, repeatSentence, sentenceOf } from './conditions';
import { useAcknowledge } from './use-acknowledge';

type AlertDetail = Extract<NonNullable<AlertDetailQuery['node']>, { __typename: 'Alert' }>;

export interface AlertDrawerProps {
  id: string | null;
  onClose: () => void;
  onChanged: () => void;
}

/** One alert: what was measured, against which rule, and who knows of it. */
export function AlertDrawer({ id, onClose, onChanged }: AlertDrawerProps) {
  const { data, failure, isLoading, reload } = useData(
    AlertDetailDocument,
    { id: id ?? '' },
    { pause: id === null },
  );
  const acknowledging = useAcknowledge(() => {
    reload();
    onChanged();
  });
  const alert = data?.node?.__typename === 'Alert' ? data.node : null;
  return (
    <Drawer
      isOpen={id !== null}
      onClose={onClose}
      title={alert ? <bdi>{alert.rule.name}</bdi> : 'Alert'}
      footer={
        alert && (
          <>
            {alert.execution && (
              <Link to="/runs/$id" params={{ id: alert.execution.id }} className={buttonClass()}>
                Open the run
              </Link>
            )}
            <Button
              variant="primary"
              isBusy={acknowledging.isRunning}
              disabledReason={acknowledging.whyNot(alert)}
              onClick={() => void acknowledging.acknowledge(alert)}
            >
              Acknowledge
            </Button>
          </>
        )
      }
    >
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isLoading && <Skeleton lines={6} />}
      {data && !alert && (
        <EmptyState title="There is no such alert">
          It may have been deleted with its rule, or belong to somebody else.
        </EmptyState>
      )}
      {alert && <Facts alert={alert} />}
    </Drawer>
  );
}

function Facts({ alert }: { alert: AlertDetail }) {
  const { rule, job, execution, errorFingerprint, acknowledgedBy } = alert;
  return (
    <>
      <div>
        <StatusBadge status={alert.status} />
      </div>
      <p className={styles.sentence}>
        <bdi>
          {sentenceOf(draftOf(rule.kind, rule.condition), rule.job?.name ?? null)}{' '}
          {repeatSentence(rule.repeatSeconds)}
        </bdi>
      </p>
      <KeyValue
        items={[
          { key: 'Measured', value: measureOf(alert) },
          {
            key: 'Job',
            value: job && (
              <Link to="/jobs/$id" params={{ id: job.id }}>
                <bdi>{job.name}</bdi>
              </Link>
            ),
          },
          {
            key: 'Run',
            value: execution && (
              <Link to="/runs/$id" params={{ id: execution.id }}>
                Run {execution.runNumber} <StatusBadge status={execution.status} isPlain />
              </Link>
            ),
          },
          {
            key: 'Failures',
            value: errorFingerprint ? (
              <Link to="/runs" search={{ fingerprint: errorFingerprint }}>
                Runs that failed this way
              </Link>
            ) : undefined,
          },
          { key: 'Opened', value: <Time at={alert.openedAt} /> },
          { key: 'Last seen', value: <Time at={alert.seenAt} /> },
          { key: 'Closed', value: alert.closedAt ? <Time at={alert.closedAt} /> : null },
          { key: 'Told', value: alert.notifiedAt ? <Time at={alert.notifiedAt} /> : 'Not yet' },
          {
            key: 'Acknowledged',
            value: acknowledgedBy && (
              <>
                <bdi>{acknowledgedBy.name}</bdi>, <Time at={acknowledgedBy.at} />
              </>
            ),
          },
          { key: 'Id', value: <Id>{alert.id}</Id> },
        ]}
      />
      {alert.detail && <CodeBlock code={alert.detail} label="Error message" maxHeight="40vh" />}
    </>
  );
}
