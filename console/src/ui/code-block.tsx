import styles from './code-block.module.css';
import { CopyButton } from './copy-button';
import { cx } from './cx';

export interface CodeBlockProps {
  code: string;
  /** What it is, for screen readers. */
  label?: string;
  /** Long lines scroll instead of wrapping. */
  isScrolling?: boolean;
  /** As CSS: beyond it, it scrolls. */
  maxHeight?: string;
}

/** Text as it is, with a button that copies it. */
export function CodeBlock({ code, label = 'Code', isScrolling = false, maxHeight }: CodeBlockProps) {
  return (
    <figure className={styles.block} aria-label={label}>
      <pre
        className={cx(styles.pre, !isScrolling && styles.wrap)}
        style={{ maxHeight }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
      >
        {code}
      </pre>
      <CopyButton text={code} label={`Copy: ${label}`} className={styles.copy} />
    </figure>
  );
}
