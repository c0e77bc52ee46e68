import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { serverSettings } from '../api/server-settings';
import { useSessionControl } from '../api/session';
import { serverUrl } from '../page/base';
import { useIsConnectionLost } from '../page/connection';
import { SignIn } from '../sign-in/sign-in';
import { CloseIcon, ExternalIcon, MenuIcon } from '../ui/icons';
import { Pending } from './fallbacks';
import { ACCOUNT, FURTHER_PLACES, PEOPLE, PLACES } from './navigation';
import styles from './shell.module.css';
import { useShortcuts } from './shortcuts';
import { TopBar } from './top-bar';

/** What is around every screen: the way to the others, and who is signed in. */
export function Shell() {
  const { state } = useSessionControl();
  if (state.status === 'starting') return <Pending />;
  if (state.status === 'unreachable') {
    return <p className={styles.unreachable}>The server cannot be reached. Trying again…</p>;
  }
  if (state.status === 'signedOut') return <SignIn {...state} />;
  return <Frame isAdministrator={state.session.viewer.role === 'ADMIN'} />;
}

function Frame({ isAdministrator }: { isAdministrator: boolean }) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const shortcuts = useShortcuts();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu that led to it.
  useEffect(() => setMenuOpen(false), [path]);

  const further = isAdministrator ? [...FURTHER_PLACES, PEOPLE] : FURTHER_PLACES;
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.header}>
        <button
          type="button"
          className={styles.menuButton}
          aria-expanded={isMenuOpen}
          aria-controls="navigation"
          aria-label={isMenuOpen ? 'Close navigation' : 'Open navigation'}
          onClick={() => setMenuOpen(!isMenuOpen)}
        >
          {isMenuOpen ? <CloseIcon /> : <MenuIcon />}
        </button>
        <Link to="/" className={styles.brand}>
          <Mark /> Runledger
        </Link>
        <TopBar onPalette={shortcuts.openPalette} />
      </header>
      <nav id="navigation" className={styles.navigation} data-open={isMenuOpen} aria-label="Main">
        <ul>
          {PLACES.map((place) => (
            <NavigationItem key={place.to} {...place} />
          ))}
        </ul>
        <ul>
          {further.map((place) => (
            <NavigationItem key={place.to} {...place} />
          ))}
        </ul>
        <ul className={styles.last}>
          <NavigationItem {...ACCOUNT} />
          {serverSettings.hasGraphiql && (
            <li>
              <a className={styles.link} href={serverUrl('graphql').href}>
                <ExternalIcon /> GraphiQL
              </a>
            </li>
          )}
        </ul>
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        <ConnectionNotice />
        <Outlet />
      </main>
      {shortcuts.dialogs}
    </div>
  );
}

function NavigationItem({ to, name, icon: Icon }: (typeof PLACES)[number]) {
  return (
    <li>
      <Link
        to={to}
        className={styles.link}
        activeOptions={{ exact: to === '/', includeSearch: false }}
        activeProps={{ 'aria-current': 'page' }}
      >
        <Icon /> {name}
      </Link>
    </li>
  );
}

function ConnectionNotice() {
  const isLost = useIsConnectionLost();
  return (
    <div role="status">
      {isLost && (
        <p className={styles.lost}>
          The server cannot be reached. What you see may be out of date; it catches up by itself.
        </p>
      )}
    </div>
  );
}

/** Three runs of a ledger, the last one still open. */
function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M2 4h12M2 8h9M2 12h5" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  );
}
