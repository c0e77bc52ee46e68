import MarkdownToJsx from 'markdown-to-jsx';
import type { ReactNode } from 'react';
import styles from './artifacts.module.css';

/** Written Markdown as elements of ours. HTML in it is text; pictures are named and never loaded; links lead away only when pressed. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className={styles.markdown}>
      <MarkdownToJsx
        options={{
          disableParsingRawHTML: true,
          forceBlock: true,
          // Headings would get ids, which the console's own elements have.
          slugify: () => '',
          overrides: {
            a: Anchor,
            img: Picture,
            input: Check,
            iframe: Nothing,
            script: Nothing,
            style: Nothing,
          },
        }}
      >
        {text}
      </MarkdownToJsx>
    </div>
  );
}

function Anchor({ href, children }: { href?: string; children?: ReactNode }) {
  const isSafe = href !== undefined && /^(?:https?:|mailto:)/i.test(href);
  return isSafe ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}

function Picture({ alt }: { alt?: string }) {
  return <span className={styles.picture}>[{alt || 'picture'}]</span>;
}

function Check({ checked }: { checked?: boolean }) {
  return <span aria-hidden="true">{checked ? '☑ ' : '☐ '}</span>;
}

const Nothing = () => null;
