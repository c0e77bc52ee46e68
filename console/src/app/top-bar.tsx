import { Link } from '@tanstack/react-router';
import { AccountsDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { NotificationBell } from '../notifications/bell';
import { Button, IconButton } from '../ui/button';
import { CalendarIcon, ClockIcon, MoonIcon, SearchIcon, SunIcon, UserIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { Menu, type MenuEntry } from '../ui/menu';
import { type Preferences, setPreferences, usePreferences } from '../ui/preferences';
import styles from './top-bar.module.css';

const TIMES: readonly [Preferences['time'], string][] = [
  ['local', 'Local time'],
  ['utc', 'UTC'],
  ['relative', 'Relative'],
];

const THEMES: readonly [Preferences['theme'], string][] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** What concerns the whole console: the palette, how times are shown, light or dark, who asks. */
export function TopBar({ onPalette }: { onPalette: () => void }) {
  const preferences = usePreferences();
  return (
    <div className={styles.bar}>
      <Button
        className={styles.search}
        icon={<SearchIcon />}
        onClick={onPalette}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <span className={styles.searchText}>Go to…</span>
        <kbd>Ctrl K</kbd>
      </Button>
      <Menu
        align="end"
        trigger={
          <IconButton label="Times and theme">
            <ClockIcon />
          </IconButton>
        }
        items={[
          { heading: 'Times' },
          ...TIMES.map(([time, label]) => ({
            label,
            icon: <CalendarIcon size={14} />,
            isChecked: preferences.time === time,
            onSelect: () => setPreferences({ time }),
          })),
          'separator',
          { heading: 'Theme' },
          ...THEMES.map(([theme, label]) => ({
            label,
            icon: theme === 'dark' ? <MoonIcon size={14} /> : <SunIcon size={14} />,
            isChecked: preferences.theme === theme,
            onSelect: () => setPreferences({ theme }),
          })),
          'separator',
          {
            label: 'Compact rows',
            isChecked: preferences.density === 'compact',
            onSelect: () =>
              setPreferences({ density: preferences.density === 'compact' ? 'comfortable' : 'compact' }),
          },
        ]}
      />
      <NotificationBell />
      <AccountMenu />
    </div>
  );
}

/** Who is signed in, and for which account. */
function AccountMenu() {
  const session = useSession();
  const { viewer, apiKey, account: current } = session;
  // Keys of a team do not see the accounts of who made them: their menu has no others.
  const { data } = useData(AccountsDocument, {}, { policy: 'cache-first' });
  const accounts = data?.viewer?.accounts ?? [];
  const others: MenuEntry[] =
    accounts.length > 1
      ? [
          { heading: 'Act for' },
          ...accounts.map(({ account }) => ({
            label: account.name,
            isChecked: account.id === current.id,
            onSelect: () => session.actFor(account.id === viewer.account.id ? null : account.id),
          })),
          'separator',
        ]
      : [];
  return (
    <Menu
      align="end"
      trigger={
        <Button
          variant="ghost"
          icon={<UserIcon />}
          aria-label={`Account: ${isolated(current.name)}, ${isolated(viewer.email)}`}
        >
          <bdi className={styles.name}>{current.name}</bdi>
        </Button>
      }
      items={[
        {
          heading: apiKey ? `${isolated(viewer.email)}, by the key "${isolated(apiKey.name)}"` : viewer.email,
        },
        ...others,
        { label: 'Account', link: <Link to="/account" /> },
        { label: apiKey ? 'Forget the key' : 'Sign out', onSelect: () => session.signOut() },
      ]}
    />
  );
}
