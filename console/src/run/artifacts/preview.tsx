import { lazy, Suspense, useMemo, useState } from 'react';
import type { ArtifactRowFragment } from '../../api/generated/graphql';
import { Button } from '../../ui/button';
import { Banner, ErrorPanel } from '../../ui/feedback';
import { formatBytes, formatNumber } from '../../ui/format';
import { jsonFault } from '../../ui/json-fault';
import { JsonView, Text } from '../../ui/json-view';
import { Stack } from '../../ui/layout';
import { Skeleton } from '../../ui/spinner';
import styles from './artifacts.module.css';
import { readCsv } from './csv';
import { imageUrlOf, previewKindOf } from './kind';
import { type Content, useContent } from './use-content';

const Markdown = lazy(() => import('./markdown'));

/** What is in an artifact, by what it is; as text where that cannot be told. */
export function Preview({ artifact }: { artifact: ArtifactRowFragment }) {
  const size = artifact.contentSize ?? 0;
  const content = useContent(artifact.id, size);
  const [isSource, setSource] = useState(false);
  const kind = previewKindOf(artifact);
  if (artifact.contentSize === null)
    return (
      <p className={styles.note}>Its content is stored elsewhere; the ledger knows where, and no more.</p>
    );
  if (size === 0) return <p className={styles.note}>It is empty.</p>;
  if (content.read === 0)
    return content.failure ? (
      <ErrorPanel message={content.failure.message} code={content.failure.code} onRetry={content.more} />
    ) : (
      <Skeleton lines={6} height={14} />
    );
  return (
    <Stack gap="tight">
      {kind !== 'text' && (
        <div>
          <Button size="s" variant="ghost" onClick={() => setSource(!isSource)}>
            {isSource ? 'Show as it is meant' : 'Show its text'}
          </Button>
        </div>
      )}
      <Suspense fallback={<Skeleton lines={6} height={14} />}>
        <Shown artifact={artifact} content={content} kind={isSource ? 'text' : kind} />
      </Suspense>
      {!content.isWhole && (
        <div className={styles.more}>
          <span>
            {formatBytes(content.read)} of {formatBytes(size)} are shown.
          </span>
          {content.canReadMore ? (
            <Button size="s" isBusy={content.isLoading} onClick={content.more}>
              Show the next 64 KiB
            </Button>
          ) : (
            <span>Download it to see the rest.</span>
          )}
        </div>
      )}
      {content.failure && (
        <ErrorPanel message={content.failure.message} code={content.failure.code} onRetry={content.more} />
      )}
    </Stack>
  );
}

/** Longer texts are shown as they were written: they are read anew with each piece that comes. */
const MAX_MARKDOWN = 256 * 1024;

interface ShownProps {
  artifact: ArtifactRowFragment;
  content: Content;
  kind: ReturnType<typeof previewKindOf>;
}

function Shown({ artifact, content, kind }: ShownProps) {
  switch (kind) {
    case 'markdown':
      return content.text.length > MAX_MARKDOWN ? (
        <Plain text={content.text} />
      ) : (
        <Markdown text={content.text} />
      );
    case 'json':
      return content.isWhole ? <Json text={content.text} /> : <Plain text={content.text} />;
    case 'csv':
      return <CsvTable text={content.text} isWhole={content.isWhole} />;
    case 'image':
      return content.isWhole ? (
        <Picture artifact={artifact} text={content.text} />
      ) : (
        <Plain text={content.text} />
      );
    case 'text':
      return <Plain text={content.text} />;
  }
}

function Plain({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre className={styles.text} tabIndex={0}>
      <Text text={text} />
    </pre>
  );
}

function Json({ text }: { text: string }) {
  const fault = useMemo(() => jsonFault(text), [text]);
  if (!fault) return <JsonView value={JSON.parse(text)} label="Content" openLevels={2} />;
  return (
    <>
      <Banner tone="warning">{`It says that it is JSON, and is not: line ${fault.line}, column ${fault.column}: ${fault.message}.`}</Banner>
      <Plain text={text} />
    </>
  );
}

function Picture({ artifact, text }: { artifact: ArtifactRowFragment; text: string }) {
  const url = useMemo(() => imageUrlOf(artifact, text), [artifact, text]);
  const [isBroken, setBroken] = useState(false);
  if (url === null || isBroken) return <Plain text={text} />;
  return <img className={styles.image} src={url} alt={artifact.name} onError={() => setBroken(true)} />;
}

function CsvTable({ text, isWhole }: { text: string; isWhole: boolean }) {
  const { head, rows, isCut } = useMemo(() => {
    // The last line may be half of one.
    const end = isWhole ? text.length : text.lastIndexOf('\n') + 1;
    return readCsv(end > 0 ? text.slice(0, end) : text);
  }, [text, isWhole]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label="Rows">
        <table className={styles.table}>
          <thead>
            <tr>
              {head.map((name, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have their place, and may share a name
                <th key={at} scope="col">
                  <Text text={name} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, nth) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text have their place and nothing else
              <tr key={nth}>
                {row.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <td key={at}>
                    <Text text={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {isCut && <p className={styles.note}>{`The first ${formatNumber(rows.length)} rows are shown.`}</p>}
    </>
  );
}
