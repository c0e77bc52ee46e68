import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx';
import styles from './layout.module.css';

export interface StackProps extends ComponentProps<'div'> {
  /** What is between the parts: the most of it in what has cards, the least in a list with its tools. */
  gap?: 'tight' | 'loose';
}

/** Parts below each other, none wider than the page. */
export function Stack({ gap, className, ...rest }: StackProps) {
  return <div {...rest} className={cx(styles.stack, gap && styles[gap], className)} />;
}

export interface CardProps {
  title?: ReactNode;
  /** To the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  /** The content reaches the edges: tables, charts. */
  isFlush?: boolean;
  className?: string;
}

/** A region with a border; with a title it is a landmark of that name. */
export function Card({ title, actions, children, isFlush = false, className }: CardProps) {
  const id = useId();
  const Part = title ? 'section' : 'div';
  return (
    <Part className={cx(styles.card, className)} aria-labelledby={title ? id : undefined}>
      {(title || actions) && (
        <div className={styles.cardHead}>
          <h2 id={id} className={styles.cardTitle}>
            {title}
          </h2>
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
      <div className={isFlush ? styles.flush : styles.cardBody}>{children}</div>
    </Part>
  );
}

export interface PageHeaderProps {
  /** The page's one h1. */
  title: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  /** Links that lead here, from the top; the page itself is not among them. */
  breadcrumbs?: ReactNode[];
}

export function PageHeader({ title, sub, actions, breadcrumbs }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.headerText}>
        {breadcrumbs && breadcrumbs.length > 0 && (
          <nav aria-label="Breadcrumbs">
            <ol className={styles.crumbs}>
              {breadcrumbs.map((crumb, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a path has an order and nothing else
                <li key={at}>{crumb}</li>
              ))}
            </ol>
          </nav>
        )}
        <h1 className={styles.title}>{title}</h1>
        {sub && <div className={styles.sub}>{sub}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

export interface StatProps {
  label: string;
  value: ReactNode;
  /** A line below: what it is compared to, or of what it is part. */
  hint?: ReactNode;
  tone?: 'default' | 'failed' | 'warning' | 'running' | 'completed';
}

export function Stat({ label, value, hint, tone = 'default' }: StatProps) {
  return (
    <dl className={styles.stat}>
      <dt className={styles.statLabel}>{label}</dt>
      <dd className={cx(styles.statValue, styles[tone])}>{value}</dd>
      {hint && <dd className={styles.statHint}>{hint}</dd>}
    </dl>
  );
}

/** Stats beside each other, as many as there is room for. */
export function Stats({ children }: { children: ReactNode }) {
  return <div className={styles.stats}>{children}</div>;
}

export interface KeyValueProps {
  /** Entries whose value is undefined are left out; null is shown as a dash. */
  items: readonly { key: string; value: ReactNode }[];
  /** In as many columns as there is room for, each name above its value. */
  isGrid?: boolean;
}

export function KeyValue({ items, isGrid = false }: KeyValueProps) {
  return (
    <dl className={isGrid ? styles.grid : styles.pairs}>
      {items
        .filter((item) => item.value !== undefined)
        .map((item) => (
          <div key={item.key} className={styles.pair}>
            <dt>{item.key}</dt>
            <dd>{item.value === null || item.value === '' ? '–' : item.value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Controls in a row, wrapping where there is no room. */
export function Toolbar({ children, label }: { children: ReactNode; label?: string }) {
  if (!label) return <div className={styles.toolbar}>{children}</div>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of controls, not a set of a form
    <div className={styles.toolbar} role="group" aria-label={label}>
      {children}
    </div>
  );
}
