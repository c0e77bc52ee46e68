import { useState } from 'react';
import type { ExecutionFilter } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { Button } from '../ui/button';
import type { Selection } from '../ui/data-table';
import { formatNumber } from '../ui/format';
import { Menu } from '../ui/menu';
import styles from './bulk-bar.module.css';
import { BulkDialog } from './bulk-dialog';
import type { BulkAction, BulkTarget } from './use-bulk';

export interface BulkBarProps {
  selection: Selection;
  filter: ExecutionFilter;
  onClear: () => void;
}

/** What can be done with the chosen runs, or with all that match. */
export function BulkBar({ selection, filter, onClear }: BulkBarProps) {
  const session = useSession();
  const [asked, setAsked] = useState<{ action: BulkAction; target: BulkTarget } | null>(null);
  const reason = session.whyNot('WORK') ?? session.whyNot('READ');
  const isUnfiltered = Object.keys(filter).length === 0;
  const ofAll = reason ?? (isUnfiltered ? 'Choose a filter first: this would be every run there is.' : null);
  const chosen = (action: BulkAction) => setAsked({ action, target: { ids: [...selection] } });
  const matching = (action: BulkAction) => setAsked({ action, target: { filter } });
  return (
    <div className={styles.bar}>
      {selection.size > 0 && (
        <>
          <span role="status">{formatNumber(selection.size)} chosen</span>
          <Button size="s" disabledReason={reason} onClick={() => chosen('retry')}>
            Retry
          </Button>
          <Button size="s" disabledReason={reason} onClick={() => chosen('cancel')}>
            Cancel
          </Button>
          <Button size="s" variant="ghost" onClick={onClear}>
            Clear the choice
          </Button>
        </>
      )}
      <Menu
        trigger={
          <Button size="s" variant="ghost">
            All that match…
          </Button>
        }
        items={[
          { label: 'Retry all that match…', disabledReason: ofAll, onSelect: () => matching('retry') },
          {
            label: 'Cancel all that match…',
            tone: 'danger',
            disabledReason: ofAll,
            onSelect: () => matching('cancel'),
          },
        ]}
      />
      {asked && <BulkDialog {...asked} onClose={() => setAsked(null)} />}
    </div>
  );
}
