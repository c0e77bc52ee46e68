import { type FormEvent, useState } from 'react';
import { parseSearch, type Search, stringifySearch } from '../app/search';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/field';
import { ChevronDownIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toasts';
import { useViews } from './views';

export interface ViewsMenuProps {
  search: Search;
  onOpen: (search: Search) => void;
}

/** Lists that are come back to, by name. */
export function ViewsMenu({ search, onOpen }: ViewsMenuProps) {
  const { views, save, remove } = useViews();
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const toast = useToast();
  const current = stringifySearch(search);
  const currentView = views.find((view) => view.search === current);

  return (
    <>
      <Menu
        trigger={
          <Button icon={<ChevronDownIcon size={14} />}>
            <bdi>{currentView?.name ?? 'Views'}</bdi>
          </Button>
        }
        items={[
          ...views.map((view) => ({
            label: view.name,
            isChecked: view === currentView,
            onSelect: () => onOpen(parseSearch(view.search)),
          })),
          views.length > 0 && 'separator',
          {
            label: 'Save this view…',
            disabledReason: current === '' && 'Choose a filter, an order or columns first.',
            onSelect: () => {
              setName(currentView?.name ?? '');
              setNaming(true);
            },
          },
          {
            label: 'Copy its link',
            onSelect: () =>
              void navigator.clipboard.writeText(window.location.href).then(
                () => toast.success('The link is copied.'),
                () => toast.error('The browser did not let it be copied: take it from the address bar.'),
              ),
          },
          currentView && {
            label: `Delete "${isolated(currentView.name)}"`,
            tone: 'danger',
            onSelect: () => remove(currentView.name),
          },
        ]}
      />
      <Dialog
        isOpen={isNaming}
        onClose={() => setNaming(false)}
        title="Save this view"
        description="It is kept in this browser. Its link shows it to others."
        size="s"
      >
        <form
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (name.trim() === '') return;
            save({ name: name.trim(), search: current });
            setNaming(false);
          }}
        >
          <TextField label="Name" value={name} onChange={setName} maxLength={60} />
          <p>
            <Button type="submit" variant="primary" disabledReason={name.trim() === '' && 'It needs a name.'}>
              Save
            </Button>
          </p>
        </form>
      </Dialog>
    </>
  );
}
