import { type FormEvent, useId, useState } from 'react';
import { issueAt, unplacedOf } from '../api/errors';
import {
  CreateRuleDocument,
  JobChoicesDocument,
  type RuleRowFragment,
  UpdateRuleDocument,
} from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { useData } from '../api/use-data';
import { JobSelect } from '../app/job-select';
import { Button } from '../ui/button';
import { Switch } from '../ui/checkbox';
import { Dialog } from '../ui/dialog';
import { ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { toast } from '../ui/toasts';
import styles from './alerts.module.css';
import { ConditionFields, PLACED } from './condition-fields';
import {
  type ConditionDraft,
  draftOf,
  inputOf,
  KINDS,
  NEW_CONDITION,
  repeatSentence,
  sentenceOf,
} from './conditions';
import { SpanField } from './span-field';

const HOUR = 3_600;

export interface RuleDialogProps {
  /** The one to change; null for a new one. */
  rule: RuleRowFragment | null;
  onClose: () => void;
  onSaved: () => void;
}

/** A rule, with the sentence that says what it will do as it is typed. */
export function RuleDialog({ rule, onClose, onSaved }: RuleDialogProps) {
  const formId = useId();
  const kindsName = useId();
  const [condition, setCondition] = useState<ConditionDraft>(
    rule ? draftOf(rule.kind, rule.condition) : NEW_CONDITION,
  );
  const [name, setName] = useState<string | null>(rule?.name ?? null);
  const [jobId, setJobId] = useState<string | null>(rule?.job?.id ?? null);
  const [repeatSeconds, setRepeat] = useState<number | null>(rule?.repeatSeconds ?? null);
  const creating = useCommand(CreateRuleDocument);
  const updating = useCommand(UpdateRuleDocument);
  const [failure, setFailure] = useState<Awaited<ReturnType<typeof creating.run>>['failure']>(null);
  const { data } = useData(
    JobChoicesDocument,
    { filter: { ids: jobId === null ? [] : [jobId] } },
    { pause: jobId === null, policy: 'cache-first' },
  );
  const jobName =
    jobId === null ? null : (data?.jobs.nodes.find(({ id }) => id === jobId)?.name ?? 'the job');
  const suggested = KINDS.find(({ value }) => value === condition.kind)?.label ?? '';
  const shownName = name ?? suggested;
  const isNewCondition =
    rule !== null &&
    JSON.stringify(inputOf(condition)) !== JSON.stringify(inputOf(draftOf(rule.kind, rule.condition)));

  async function save(event: FormEvent) {
    event.preventDefault();
    const shared = { name: shownName, repeatSeconds };
    const outcome = rule
      ? await updating.run({
          input: {
            alertRuleId: rule.id,
            ...shared,
            ...(isNewCondition ? { condition: inputOf(condition) } : {}),
          },
        })
      : await creating.run({ input: { ...shared, jobId, condition: inputOf(condition) } });
    setFailure(outcome.failure);
    if (outcome.failure) return;
    toast.success(rule ? 'The rule is changed.' : 'The rule is made; it is judged every 30 seconds.');
    onSaved();
  }

  const unplaced = unplacedOf(failure, 'name', 'repeatSeconds', 'jobId', ...PLACED[condition.kind]);
  const needsJob = condition.kind === 'MISSING_RUN' && jobId === null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="m"
      title={rule ? 'Edit the alert rule' : 'New alert rule'}
      footer={
        <>
          <Button onClick={onClose}>Discard</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            isBusy={creating.isRunning || updating.isRunning}
            disabledReason={needsJob && 'A missing run is looked for of one job: choose it.'}
          >
            {rule ? 'Save' : 'Create the rule'}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} noValidate onSubmit={(event) => void save(event)}>
        {unplaced && (
          <ErrorPanel
            title={rule ? 'The rule was not changed' : 'The rule was not made'}
            message={unplaced}
            code={failure?.code}
          />
        )}
        <fieldset className={styles.kinds}>
          <legend>Tell me of</legend>
          {KINDS.map(({ value, label, hint }) => (
            <label key={value} className={styles.kind}>
              <input
                type="radio"
                name={kindsName}
                checked={condition.kind === value}
                onChange={() => setCondition({ ...condition, kind: value })}
              />
              {label}
              <small>{hint}</small>
            </label>
          ))}
        </fieldset>
        <div className={styles.jobs}>
          <span className={styles.caption}>Of which job</span>
          {rule ? (
            <bdi>{rule.job?.name ?? 'All jobs of the account'}</bdi>
          ) : (
            <JobSelect
              label={jobId === null ? (needsJob ? 'Choose the job' : 'All jobs') : 'Job'}
              value={jobId}
              onChange={setJobId}
            />
          )}
          {issueAt(failure, 'jobId') && <span className={styles.error}>{issueAt(failure, 'jobId')}</span>}
        </div>
        <ConditionFields draft={condition} onChange={setCondition} failure={failure} />
        <TextField
          label="Name"
          hint="Notifications begin with it."
          value={shownName}
          onChange={setName}
          required
          error={issueAt(failure, 'name')}
        />
        <Switch
          label="Tell again while it stays open"
          isChecked={repeatSeconds !== null}
          onChange={(isOn) => setRepeat(isOn ? HOUR : null)}
        />
        {repeatSeconds !== null && (
          <SpanField
            label="Every"
            value={repeatSeconds}
            onChange={setRepeat}
            hint="From 5 minutes to 31 days."
            error={issueAt(failure, 'repeatSeconds')}
          />
        )}
        <p className={styles.sentence} aria-live="polite">
          <bdi>
            {sentenceOf(condition, jobName)} {repeatSentence(repeatSeconds)}
          </bdi>
        </p>
        {isNewCondition && <p>Another condition closes the open alerts of this rule, and it begins anew.</p>}
      </form>
    </Dialog>
  );
}
