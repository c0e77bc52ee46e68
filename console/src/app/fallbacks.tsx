import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import styles from './fallbacks.module.css';

/** What is shown for an address that the console does not have. */
export function NotFound() {
  return (
    <div className={styles.page}>
      <h1>There is nothing here</h1>
      <p>
        The console has no page at this address. It may have been mistyped, or what it showed may be gone.
      </p>
      <p>
        <Link to="/">Overview</Link> · <Link to="/runs">Runs</Link> · <Link to="/jobs">Jobs</Link>
      </p>
    </div>
  );
}

/** What is shown for a screen that failed to render, or whose code did not come: the rest of the console stays. */
export function ScreenError({ error }: ErrorComponentProps) {
  return (
    <div className={styles.page} role="alert">
      <h1>This screen failed</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>
        <button type="button" onClick={() => window.location.reload()}>
          Load again
        </button>
      </p>
    </div>
  );
}

/** What is shown until a screen's own code has come. */
export function Pending() {
  return (
    <p className={styles.pending} role="status">
      Loading…
    </p>
  );
}
