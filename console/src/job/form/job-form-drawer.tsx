import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { Failure } from '../../api/errors';
import { CreateJobDocument, type JobSettingsFragment, UpdateJobDocument } from '../../api/generated/graphql';
import { useSession } from '../../api/session';
import { useCommand } from '../../api/use-command';
import { Button } from '../../ui/button';
import { Drawer } from '../../ui/dialog';
import { ErrorPanel } from '../../ui/feedback';
import { JsonField } from '../../ui/field';
import { isolated } from '../../ui/isolated';
import { Select } from '../../ui/select';
import { toast } from '../../ui/toasts';
import { configOf, createInputOf, draftOf, hasChanges, newDraft, updateInputOf } from './draft';
import { fieldErrors } from './field-errors';
import { FORM_FIELDS } from './fields';
import styles from './form.module.css';
import { BasicFields, KINDS, KindFields } from './form-parts';
import { LimitFields } from './limit-fields';
import { ScheduleFields } from './schedule-fields';

export interface JobFormDrawerProps {
  /** The job to change; null for a new one. */
  job: JobSettingsFragment | null;
  onClose: () => void;
  onSaved?: () => void;
}

/** All that a job can be told, new or changed. */
export default function JobFormDrawer({ job, onClose, onSaved }: JobFormDrawerProps) {
  const [before] = useState(() => (job ? draftOf(job) : newDraft('TASK')));
  const [draft, setDraft] = useState(before);
  const [failure, setFailure] = useState<Failure | null>(null);
  const create = useCommand(CreateJobDocument);
  const update = useCommand(UpdateJobDocument);
  const { whyNot } = useSession();
  const navigate = useNavigate();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const errors = fieldErrors(failure, FORM_FIELDS);
  const change = (changes: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...changes }));
  const part = { draft, change, error: errors.of };

  const refuse = (refusal: Failure) => {
    setFailure(refusal);
    // To the first field that is wrong, once it says so.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const save = async () => {
    setFailure(null);
    if (job) {
      const { payload, failure: refusal } = await update.run({ input: updateInputOf(job.id, before, draft) });
      if (!payload) return refuse(refusal);
      toast.success(`${isolated(payload.job.name)} is changed`);
      onSaved?.();
      onClose();
      return;
    }
    const { payload, failure: refusal } = await create.run({ input: createInputOf(draft) });
    if (!payload) return refuse(refusal);
    toast.success(`${isolated(payload.job.name)} is made`);
    await navigate({ to: '/jobs/$id', params: { id: payload.job.id }, search: {} });
  };

  const isNothingNew = job !== null && !hasChanges(updateInputOf(job.id, before, draft));
  const reason =
    whyNot('MANAGE') ??
    (configOf(draft) === null
      ? 'The configuration is not JSON.'
      : draft.name.trim() === ''
        ? 'It needs a name.'
        : isNothingNew
          ? 'Nothing is changed yet.'
          : null);

  return (
    <Drawer
      isOpen
      onClose={onClose}
      size="m"
      title={job ? `Edit ${isolated(job.name)}` : 'New job'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isBusy={create.isRunning || update.isRunning}
            disabledReason={reason}
          >
            {job ? 'Save changes' : 'Create job'}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={formId}
        className={styles.form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          // Enter in a field submits, too.
          if (reason === null) void save();
        }}
      >
        {errors.rest && (
          <ErrorPanel title="This was not saved" message={errors.rest.message} code={errors.rest.code} />
        )}
        {!job && (
          <Select
            label="Kind"
            hint="It cannot be changed later."
            options={KINDS}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
          />
        )}
        <BasicFields {...part} isNew={job === null} />
        <fieldset className={styles.part}>
          <legend>{KINDS.find(({ value }) => value === draft.kind)?.label}</legend>
          <KindFields {...part} />
        </fieldset>
        <ScheduleFields {...part} />
        <LimitFields {...part} />
        <fieldset className={styles.part}>
          <legend>Configuration</legend>
          <JsonField
            label="Configuration"
            isLabelHidden
            hint="A JSON object, for its workers."
            rows={6}
            value={draft.config}
            onChange={(config) => change({ config })}
            error={errors.of('config')}
          />
        </fieldset>
      </form>
    </Drawer>
  );
}
