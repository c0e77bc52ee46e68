import { VerificationDetailDocument, type VerificationDetailQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { Id } from '../ui/copy-button';
import { Drawer } from '../ui/dialog';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatDuration, formatNumber } from '../ui/format';
import { JsonView } from '../ui/json-view';
import { KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { CompletionItems, LogItems } from './items';
import { TaskActions } from './task-actions';
import { typeWord } from './words';

type Detail = NonNullable<VerificationDetailQuery['node']>;
type Task = Extract<Detail, { __typename: 'SocialTask' }>;
type Completion = Extract<Detail, { __typename: 'Completion' }>;
type Log = Extract<Detail, { __typename: 'VerificationLog' }>;

export interface DetailDrawerProps {
  /** Of a task, a completion or a verification. */
  id: string | null;
  onOpen: (id: string) => void;
  onClose: () => void;
}

export function DetailDrawer({ id, onOpen, onClose }: DetailDrawerProps) {
  const { data, failure, isLoading, reload } = useData(
    VerificationDetailDocument,
    { id: id ?? '' },
    { pause: id === null },
  );
  const node = data?.node;
  return (
    <Drawer isOpen={id !== null} onClose={onClose} title={<bdi>{titleOf(node)}</bdi>}>
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isLoading && <Skeleton lines={8} />}
      {node?.__typename === 'SocialTask' ? (
        <TaskDetail task={node} onOpen={onOpen} onChanged={reload} />
      ) : node?.__typename === 'Completion' ? (
        <CompletionDetail completion={node} onOpen={onOpen} />
      ) : node?.__typename === 'VerificationLog' ? (
        <LogDetail log={node} onOpen={onOpen} />
      ) : (
        data && (
          <EmptyState title="There is no such thing here">
            It may be deleted, or belong to somebody else.
          </EmptyState>
        )
      )}
    </Drawer>
  );
}

function titleOf(node: Detail | null | undefined): string {
  switch (node?.__typename) {
    case 'SocialTask':
      return node.title;
    case 'Completion':
    case 'VerificationLog':
      return node.task.title;
    default:
      return 'Verification';
  }
}

interface TaskDetailProps {
  task: Task;
  onOpen: (id: string) => void;
  onChanged: () => void;
}

function TaskDetail({ task, onOpen, onChanged }: TaskDetailProps) {
  return (
    <>
      <KeyValue
        items={[
          { key: 'What to do', value: <bdi>{task.taskTypeText ?? typeWord(task.taskType)}</bdi> },
          { key: 'Account or post', value: <bdi>{task.target}</bdi> },
          { key: 'Credits', value: `${formatNumber(task.rewardCredits)}, once a person` },
          { key: 'Created', value: <Time at={task.createdAt} /> },
          { key: 'Id', value: <Id>{task.id}</Id> },
        ]}
      />
      <TaskActions task={task} onChanged={onChanged} />
      <CompletionItems completions={task.completions.nodes} onOpen={onOpen} />
    </>
  );
}

interface CompletionDetailProps {
  completion: Completion;
  onOpen: (id: string) => void;
}

function CompletionDetail({ completion, onOpen }: CompletionDetailProps) {
  return (
    <>
      <KeyValue
        items={[
          { key: 'Status', value: <StatusBadge status={completion.status} /> },
          { key: 'By', value: <bdi>{completion.user.email}</bdi> },
          { key: 'What to do', value: typeWord(completion.task.taskType) },
          { key: 'Credits', value: formatNumber(completion.task.rewardCredits) },
          { key: 'Submitted', value: <Time at={completion.submittedAt} /> },
          { key: 'Decided', value: completion.decidedAt ? <Time at={completion.decidedAt} /> : 'Not yet' },
          { key: 'Id', value: <Id>{completion.id}</Id> },
        ]}
      />
      <LogItems logs={completion.verificationLogs.nodes} onOpen={onOpen} />
    </>
  );
}

function LogDetail({ log, onOpen }: { log: Log; onOpen: (id: string) => void }) {
  return (
    <>
      <KeyValue
        items={[
          { key: 'Result', value: <StatusBadge status={log.result} /> },
          { key: 'Found', value: log.resultText && <bdi>{log.resultText}</bdi> },
          {
            key: 'Rejected because',
            value: log.rejectionReason ? <bdi>{log.rejectionReason}</bdi> : undefined,
          },
          { key: 'Error', value: log.errorMessage ? <bdi>{log.errorMessage}</bdi> : undefined },
          { key: 'Of', value: <bdi>{log.user.email}</bdi> },
          { key: 'X account', value: log.twitterAccount && <bdi>@{log.twitterAccount.username}</bdi> },
          { key: 'Took', value: formatDuration(log.verificationTimeMs) },
          {
            key: 'Calls of X',
            value: log.cacheHit ? 'None: from the cache' : formatNumber(log.apiCallCount),
          },
          { key: 'When', value: <Time at={log.verifiedAt} /> },
          { key: 'Id', value: <Id>{log.id}</Id> },
        ]}
      />
      <CompletionItems completions={[log.completion]} onOpen={onOpen} />
      {log.twitterApiResponse !== null && <JsonView value={log.twitterApiResponse} label="Answer of X" />}
    </>
  );
}
