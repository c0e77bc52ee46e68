import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Failure } from '../api/errors';
import { RetryRunDocument } from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Dialog } from '../ui/dialog';
import { ErrorPanel } from '../ui/feedback';
import { JsonField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { useToast } from '../ui/toasts';
import type { Run } from './run-screen';

/** A new run out of a finished one: with its params or others, and with all its chunks or those that are left. */
export function RetryDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand(RetryRunDocument);
  const before = JSON.stringify(run.params, null, 2);
  const [text, setText] = useState(before);
  const [params, setParams] = useState<unknown>(run.params);
  const unfinished = run.progress.total - run.progress.completed;
  const [isUnfinishedOnly, setUnfinishedOnly] = useState(unfinished > 0 && run.progress.completed > 0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isChanged = text.trim() !== before;

  async function retry() {
    const outcome = await command.run({
      input: {
        executionId: run.id,
        ...(isChanged ? { params } : {}),
        ...(isUnfinishedOnly ? { unfinishedChunksOnly: true } : {}),
      },
    });
    if (outcome.failure) {
      setFailure(outcome.failure);
      return;
    }
    onClose();
    const { execution } = outcome.payload;
    toast.success(`Retried as #${execution.runNumber}`);
    void navigate({ to: '/runs/$id', params: { id: execution.id }, search: {} });
  }

  const onParams = failure?.issues.find(({ path }) => path.includes('params'));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="l"
      title="Retry this run"
      description="A new run of the same job is queued. This one stays as it is."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            isBusy={command.isRunning}
            disabledReason={params === undefined ? 'The params are not valid JSON.' : null}
            onClick={() => void retry()}
          >
            {isChanged ? 'Retry with these params' : 'Retry'}
          </Button>
        </>
      }
    >
      {failure && !onParams && (
        <ErrorPanel title="It was not retried" message={failure.message} code={failure.code} />
      )}
      <JsonField
        label="Params"
        rows={12}
        value={text}
        error={onParams?.message}
        hint={isChanged ? 'Changed: this run takes these, the job keeps its own.' : undefined}
        onChange={(value, parsed) => {
          setText(value);
          setParams(parsed);
          setFailure(null);
        }}
      />
      {run.progress.total > 0 && (
        <Checkbox
          label={`Only the ${formatNumber(unfinished)} of ${formatNumber(run.progress.total)} chunks that did not complete`}
          hint="They keep their ranges and indexes."
          isChecked={isUnfinishedOnly}
          onChange={setUnfinishedOnly}
          disabledReason={unfinished === 0 ? 'All chunks completed.' : null}
        />
      )}
    </Dialog>
  );
}
