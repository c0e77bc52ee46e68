import { type FormEvent, useId, useState } from 'react';
import { type Failure, issueAt, unplacedOf } from '../api/errors';
import { type ApiKeyScope, CreateKeyDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { Dialog } from '../ui/dialog';
import { ErrorPanel } from '../ui/feedback';
import { DateTimeField, TextField } from '../ui/field';
import { Stack } from '../ui/layout';
import { Select } from '../ui/select';
import styles from './account.module.css';

const DAY_MS = 86_400_000;
const SCOPES: readonly { value: ApiKeyScope; hint: string }[] = [
  { value: 'READ', hint: 'Reads everything of the account.' },
  { value: 'WORK', hint: 'Runs: enqueues, claims, completes and fails, and records what belongs to them.' },
  { value: 'MANAGE', hint: 'Writes jobs, projects, alert rules and API keys.' },
  { value: 'ADMIN', hint: 'Everything, for all users, except VERIFY.' },
  { value: 'VERIFY', hint: "Borrows the tokens of users' X accounts, where the operator allows it." },
];
/** Of administrators alone. */
const FOR_ADMINISTRATORS = new Set<ApiKeyScope>(['ADMIN', 'VERIFY']);

const EXPIRIES = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'at', label: 'At a given time' },
  { value: 'never', label: 'Never' },
] as const;
type Expiry = (typeof EXPIRIES)[number]['value'];

export interface CreateKeyDialogProps {
  onClose: () => void;
  onCreated: (secret: string, name: string) => void;
}

export function CreateKeyDialog({ onClose, onCreated }: CreateKeyDialogProps) {
  const formId = useId();
  const { viewer, whyNot } = useSession();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>(['READ', 'WORK']);
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [at, setAt] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(CreateKeyDocument);

  async function create(event: FormEvent) {
    event.preventDefault();
    const expiresAt =
      expiry === 'never'
        ? null
        : expiry === 'at'
          ? at
          : new Date(Date.now() + Number(expiry) * DAY_MS).toISOString();
    const outcome = await run({
      input: { name: name.trim(), scopes: [...scopes], ...(expiresAt === null ? {} : { expiresAt }) },
    });
    setFailure(outcome.failure);
    if (outcome.payload) onCreated(outcome.payload.secret, outcome.payload.apiKey.name);
  }

  const offered = SCOPES.filter(({ value }) => viewer.role === 'ADMIN' || !FOR_ADMINISTRATORS.has(value));
  const unplaced = unplacedOf(failure, 'name', 'scopes', 'expiresAt');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="New API key"
      footer={
        <>
          <Button onClick={onClose}>Discard</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isBusy={isRunning}
            disabledReason={
              (name.trim() === '' && 'Give it a name, by which you will know it.') ||
              (scopes.length === 0 && 'Choose at least one scope.') ||
              (expiry === 'at' && at === null && 'Say when it expires.')
            }
          >
            Create the key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void create(event)}>
        <Stack>
          {unplaced && <ErrorPanel title="The key was not made" message={unplaced} code={failure?.code} />}
          <TextField
            label="Name"
            hint="What will use it: crawler on web-3"
            value={name}
            onChange={setName}
            maxLength={255}
            error={issueAt(failure, 'name')}
          />
          <fieldset className={styles.scopes}>
            <legend>It may</legend>
            {offered.map(({ value, hint }) => (
              <Checkbox
                key={value}
                label={value}
                hint={hint}
                isChecked={scopes.includes(value)}
                disabledReason={whyNot(value) && `${hint} Your own credentials cannot do this.`}
                onChange={(isOn) =>
                  setScopes(isOn ? [...scopes, value] : scopes.filter((scope) => scope !== value))
                }
              />
            ))}
            {issueAt(failure, 'scopes') && <span className={styles.error}>{issueAt(failure, 'scopes')}</span>}
          </fieldset>
          <Select
            label="It expires"
            options={EXPIRIES}
            value={expiry}
            onChange={setExpiry}
            error={expiry !== 'at' && issueAt(failure, 'expiresAt')}
          />
          {expiry === 'at' && (
            <DateTimeField
              label="When"
              value={at}
              onChange={setAt}
              min={new Date().toISOString()}
              error={issueAt(failure, 'expiresAt')}
            />
          )}
        </Stack>
      </form>
    </Dialog>
  );
}
