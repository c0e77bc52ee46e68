import { Autocomplete } from '@base-ui/react/autocomplete';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { PaletteJobsDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { Dialog } from '../ui/dialog';
import { isolated } from '../ui/isolated';
import { ACCOUNT, FURTHER_PLACES, PEOPLE, PLACES } from './navigation';
import styles from './palette.module.css';

interface Goal {
  id: string;
  label: string;
  hint: string;
  go: () => void;
}

/** Leads to any screen, job or run by a few letters of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { viewer } = useSession();
  const [text, setText] = useState('');
  const search = text.trim();
  const { data } = useData(
    PaletteJobsDocument,
    { search },
    { pause: search.length < 2, policy: 'cache-first' },
  );

  const places = [...PLACES, ...FURTHER_PLACES, ACCOUNT, ...(viewer.role === 'ADMIN' ? [PEOPLE] : [])];
  const goals: Goal[] = places
    .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
    .map(({ to, name, letter }) => ({
      id: to,
      label: name,
      hint: letter ? `g ${letter}` : '',
      go: () => void navigate({ to, search: {} }),
    }));
  if (/^exec_\w+$/.test(search)) {
    goals.unshift({
      id: search,
      label: `Run ${search}`,
      hint: 'run',
      go: () => void navigate({ to: '/runs/$id', params: { id: search }, search: {} }),
    });
  } else if (search.length >= 3) {
    goals.push({
      id: 'error',
      label: `Runs whose error contains "${isolated(search)}"`,
      hint: 'runs',
      go: () => void navigate({ to: '/runs', search: { error: search, queued: '30d' } }),
    });
  }
  if (search.length >= 2) {
    for (const { id, name, slug } of data?.jobs.nodes ?? []) {
      goals.push({
        id,
        label: name,
        hint: slug,
        go: () => void navigate({ to: '/jobs/$id', params: { id }, search: {} }),
      });
    }
  }

  return (
    <Dialog isOpen onClose={onClose} title="Go to">
      <Autocomplete.Root
        inline
        open
        items={goals}
        filter={null}
        autoHighlight="always"
        value={text}
        onValueChange={setText}
        itemToStringValue={({ label }: Goal) => label}
      >
        <Autocomplete.Input
          className={styles.input}
          placeholder="A screen, a job, the id of a run, words of an error…"
          aria-label="Go to"
        />
        <Autocomplete.Empty className={styles.empty}>Nothing is found.</Autocomplete.Empty>
        <Autocomplete.List className={styles.list}>
          {(goal: Goal) => (
            <Autocomplete.Item
              key={goal.id}
              value={goal}
              className={styles.item}
              onClick={() => {
                onClose();
                goal.go();
              }}
            >
              <bdi className={styles.label}>{goal.label}</bdi>
              <bdi className={styles.hint}>{goal.hint}</bdi>
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Dialog>
  );
}
