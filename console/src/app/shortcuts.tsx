import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { fetching } from '../page/parts';
import { KeyHelp } from '../ui/key-help';
import { useKeys } from '../ui/keys';
import { ACCOUNT, PLACES } from './navigation';

const Palette = lazy(fetching(() => import('./palette').then(({ Palette }) => ({ default: Palette }))));

/** The keys that work everywhere, and what they open. */
export function useShortcuts(): { openPalette: () => void; dialogs: ReactNode } {
  const navigate = useNavigate();
  const [opened, setOpened] = useState<'palette' | 'help' | null>(null);
  const openPalette = () => setOpened('palette');
  const close = () => setOpened(null);
  useKeys(
    [
      { keys: '$mod+k', label: 'Go to…', run: openPalette },
      { keys: 'Shift+?', label: 'All keys', run: () => setOpened('help') },
      ...[...PLACES, ACCOUNT].map(({ to, name, letter }) => ({
        keys: `g ${letter}`,
        label: name,
        run: () => void navigate({ to, search: {} }),
      })),
    ],
    'Everywhere',
  );
  return {
    openPalette,
    dialogs: (
      <>
        {opened === 'palette' && (
          <Suspense>
            <Palette onClose={close} />
          </Suspense>
        )}
        <KeyHelp isOpen={opened === 'help'} onClose={close} />
      </>
    ),
  };
}
