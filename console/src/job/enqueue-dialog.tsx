import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../api/errors';
import {
  EnqueueJobDocument,
  JobLastParamsDocument,
  type JobSettingsFragment,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { useData } from '../api/use-data';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ErrorPanel } from '../ui/feedback';
import { JsonField, NumberField, TextField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { isolated } from '../ui/isolated';
import { Stack } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { toast } from '../ui/toasts';
import { fieldErrors } from './form/field-errors';
import formStyles from './form/form.module.css';

const INDENT = 2;
const MINUTE_MS = 60_000;
const MAX_DELAY_MINUTES = 525_600;
const FIELDS = ['params', 'priority', 'notBefore', 'concurrencyKey'];
const KEY_BYTES = 16;

/** A key by which the same request takes effect once, also where the page is served without encryption. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export interface EnqueueDialogProps {
  job: JobSettingsFragment;
  onClose: () => void;
}

/** Enqueues a run, with the params of the last one to begin with. */
export function EnqueueDialog({ job, onClose }: EnqueueDialogProps) {
  const last = useData(JobLastParamsDocument, { id: job.id }, { policy: 'network-only' });
  const latest = last.data?.job?.latestExecution;
  const [params, setParams] = useState<string | null>(null);
  const [priority, setPriority] = useState<number | null>(job.priority);
  const [delay, setDelay] = useState<number | null>(null);
  const [concurrencyKey, setConcurrencyKey] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(EnqueueJobDocument);
  const { whyNot } = useSession();
  const navigate = useNavigate();
  const errors = fieldErrors(failure, FIELDS);
  const isReady = last.data !== undefined || last.failure !== null;

  useEffect(() => {
    if (isReady) setParams((now) => now ?? JSON.stringify(latest?.params ?? {}, null, INDENT));
  }, [isReady, latest]);

  // What is asked for again after a lost answer is the same request, and takes effect once.
  const attempt = useRef<{ said: string; idempotencyKey: string; notBefore: string | undefined } | null>(
    null,
  );
  const enqueue = async () => {
    const said = JSON.stringify([params, priority, delay, concurrencyKey]);
    if (attempt.current?.said !== said) {
      const notBefore = delay ? new Date(Date.now() + delay * MINUTE_MS).toISOString() : undefined;
      attempt.current = { said, idempotencyKey: newKey(), notBefore };
    }
    const { idempotencyKey, notBefore } = attempt.current;
    setFailure(null);
    const { payload, failure: refusal } = await run({
      input: {
        jobId: job.id,
        params: params && params.trim() !== '' ? JSON.parse(params) : undefined,
        priority: priority ?? undefined,
        notBefore,
        concurrencyKey: concurrencyKey.trim() || undefined,
        idempotencyKey,
      },
    });
    if (!payload) return setFailure(refusal);
    toast.success(`Run #${formatNumber(payload.execution.runNumber)} of ${isolated(job.name)} is enqueued`);
    await navigate({ to: '/runs/$id', params: { id: payload.execution.id }, search: {} });
  };

  const reason = whyNot('WORK') ?? (isJson(params) ? null : 'The params are not JSON.');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Enqueue ${isolated(job.name)}`}
      description={
        latest
          ? `With the params of its last run, #${formatNumber(latest.runNumber)}, to begin with.`
          : 'Its first run.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" isBusy={isRunning} disabledReason={reason} onClick={() => void enqueue()}>
            Enqueue
          </Button>
        </>
      }
    >
      <Stack>
        {errors.rest && (
          <ErrorPanel title="Nothing was enqueued" message={errors.rest.message} code={errors.rest.code} />
        )}
        {last.failure && (
          <ErrorPanel
            title="The last params could not be read"
            message={last.failure.message}
            code={last.failure.code}
            onRetry={last.reload}
          />
        )}
        {params === null ? (
          <Skeleton height={160} />
        ) : (
          <JsonField
            label="Params"
            rows={8}
            isEmptyAllowed
            value={params}
            onChange={setParams}
            error={errors.of('params')}
          />
        )}
        <div className={formStyles.pair}>
          <NumberField
            label="Priority"
            hint="Higher goes first."
            min={0}
            max={10}
            value={priority}
            onChange={setPriority}
            error={errors.of('priority')}
          />
          <NumberField
            label="Not before"
            hint="Empty: at once."
            unit="min from now"
            min={0}
            max={MAX_DELAY_MINUTES}
            value={delay}
            onChange={setDelay}
            error={errors.of('notBefore')}
          />
        </div>
        <TextField
          label="Concurrency key"
          hint="What it shares the limit “Runs at a time of one key” with, such as an account."
          value={concurrencyKey}
          onChange={setConcurrencyKey}
          error={errors.of('concurrencyKey')}
        />
      </Stack>
    </Dialog>
  );
}

function isJson(text: string | null): boolean {
  if (text === null) return false;
  if (text.trim() === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
