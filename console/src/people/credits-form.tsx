import { type FormEvent, useState } from 'react';
import { type Failure, issueAt, unplacedOf } from '../api/errors';
import { type CreditGrantType, GrantCreditsDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { cx } from '../ui/cx';
import { ErrorPanel } from '../ui/feedback';
import { NumberField, TextField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { Select } from '../ui/select';
import { toast } from '../ui/toasts';
import styles from './people.module.css';

const TYPES: readonly { value: CreditGrantType; label: string }[] = [
  { value: 'GRANT', label: 'A gift' },
  { value: 'PURCHASE', label: 'A purchase' },
  { value: 'REFUND', label: 'A refund' },
];

export interface CreditsFormProps {
  userId: string;
  onGranted: () => void;
}

/** Adds credits; pressed twice, or sent again after a lost answer, it adds them once. */
export function CreditsForm({ userId, onGranted }: CreditsFormProps) {
  const { whyNot } = useSession();
  const [amount, setAmount] = useState<number | null>(100);
  const [type, setType] = useState<CreditGrantType>('GRANT');
  const [description, setDescription] = useState('');
  const [idempotencyKey, setKey] = useState(newKey);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(GrantCreditsDocument);

  /** What is typed anew is another grant. */
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setKey(newKey());
    };

  async function grant(event: FormEvent) {
    event.preventDefault();
    if (amount === null) return;
    const outcome = await run({
      input: { userId, amount, type, description: description.trim(), idempotencyKey },
    });
    setFailure(outcome.failure);
    if (!outcome.payload) return;
    toast.success(`The balance is ${formatNumber(outcome.payload.creditAccount.balance)} now.`);
    setDescription('');
    setKey(newKey());
    onGranted();
  }

  const unplaced = unplacedOf(failure, 'amount', 'description');
  return (
    <section className={styles.part} aria-label="Credits">
      <h3>Add credits</h3>
      {unplaced && <ErrorPanel title="Nothing was added" message={unplaced} code={failure?.code} />}
      <form className={cx(styles.row, styles.grant)} noValidate onSubmit={(event) => void grant(event)}>
        <NumberField
          label="Credits"
          min={1}
          max={1_000_000}
          step={10}
          value={amount}
          onChange={change(setAmount)}
          error={issueAt(failure, 'amount')}
        />
        <Select label="As" options={TYPES} value={type} onChange={change(setType)} />
        <TextField
          label="For what"
          placeholder="Shown to them"
          maxLength={1_000}
          value={description}
          onChange={change(setDescription)}
          error={issueAt(failure, 'description')}
        />
        <Button
          type="submit"
          isBusy={isRunning}
          disabledReason={
            whyNot('ADMIN') ??
            ((amount === null && 'Say how many.') || (description.trim() === '' && 'Say what they are for.'))
          }
        >
          Add
        </Button>
      </form>
    </section>
  );
}

/** Pages over plain HTTP have no randomUUID. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
