import type { ReactNode } from 'react';
import type { Loaded } from '../api/use-data';
import { ErrorPanel } from '../ui/feedback';
import { Card } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import styles from './overview.module.css';

export interface PanelProps<Data> {
  title: ReactNode;
  loaded: Loaded<Data>;
  /** Where there is more of it. */
  more?: ReactNode;
  /** Lines of its own place, until there is something. */
  lines?: number;
  isFlush?: boolean;
  children: (data: Data) => ReactNode;
}

/** A part of the page that is asked for, and fails, by itself. */
export function Panel<Data>({ title, loaded, more, lines = 4, isFlush, children }: PanelProps<Data>) {
  const { data, failure, isReloading, reload } = loaded;
  return (
    <Card title={title} actions={more} isFlush={isFlush && data !== undefined} className={styles.panel}>
      {data !== undefined ? (
        children(data)
      ) : failure ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} isRetrying={isReloading} />
      ) : (
        <div role="status" aria-label="Loading">
          <Skeleton lines={lines} height={16} />
        </div>
      )}
    </Card>
  );
}

/** Where there is nothing to see, and that is well. */
export function Quiet({ children }: { children: ReactNode }) {
  return <p className={styles.quiet}>{children}</p>;
}
