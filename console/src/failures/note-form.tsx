import { type FormEvent, useState } from 'react';
import type { Failure } from '../api/errors';
import { useSession } from '../api/session';
import { Button } from '../ui/button';
import { TextArea } from '../ui/field';
import styles from './group-drawer.module.css';
import type { Decided, Decisions } from './use-decisions';

const MAX_LENGTH = 10_000;

/** What people know of the failures: it stays with them, whatever becomes of the runs. */
export function NoteForm({ group, decisions }: { group: Decided; decisions: Decisions }) {
  const kept = group.note ?? '';
  const [text, setText] = useState(kept);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const reason = useSession().whyNot('MANAGE');

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const note = text.trim();
    setFailure(await decisions.decide(group, { note: note === '' ? null : note }));
    setBusy(false);
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      <TextArea
        label="Note"
        hint="Whoever sees the failures sees it: a cause, a ticket, what to do."
        rows={3}
        maxLength={MAX_LENGTH}
        value={text}
        onChange={setText}
        error={failure && (failure.issues[0]?.message ?? failure.message)}
      />
      <Button
        type="submit"
        isBusy={isBusy}
        disabledReason={reason ?? (text.trim() === kept.trim() && 'Nothing of it has changed.')}
      >
        Save the note
      </Button>
    </form>
  );
}
