import { useState } from 'react';
import { useClient } from 'urql';
import { parsed } from '../../api/client';
import {
  ArtifactDownloadDocument,
  type ArtifactRowFragment,
  RunArtifactsDocument,
} from '../../api/generated/graphql';
import { usePages } from '../../api/use-pages';
import { EndOfList } from '../../app/end-of-list';
import { oneOf, useSearchState } from '../../app/search';
import { API_URL } from '../../page/base';
import { Button } from '../../ui/button';
import { Id } from '../../ui/copy-button';
import { EmptyState } from '../../ui/feedback';
import { formatBytes } from '../../ui/format';
import { DownloadIcon } from '../../ui/icons';
import { JsonView } from '../../ui/json-view';
import { useKeys } from '../../ui/keys';
import { Card, KeyValue } from '../../ui/layout';
import { Skeleton } from '../../ui/spinner';
import { Badge } from '../../ui/status-badge';
import { Time } from '../../ui/time';
import { useToast } from '../../ui/toasts';
import { useOnParts } from '../run-live';
import type { Run } from '../run-screen';
import styles from './artifacts.module.css';
import { Preview } from './preview';

const EXAMPLE = `mutation {
  recordArtifacts(input: {
    work: { execution: { id: "exec_…", token: "…" } }
    artifacts: [{ name: "report.md", artifactType: REPORT, contentType: "text/markdown", content: "# Done" }]
  }) { __typename }
}`;

/** What the run made: a list, and what is in the one that is chosen. */
export default function ArtifactsTab({ run }: { run: Run }) {
  const [search, change] = useSearchState();
  const artifacts = usePages(
    RunArtifactsDocument,
    (page) => ({ id: run.id, ...page }),
    ({ execution }) => execution?.artifacts,
  );
  useOnParts(['Artifact'], artifacts.reload);
  const wanted = oneOf(search, 'artifact');
  const { rows } = artifacts;
  const chosen = rows.find(({ id }) => id === wanted) ?? rows[0];
  const move = (by: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, (chosen ? rows.indexOf(chosen) : 0) + by))];
    if (next) change({ artifact: next.id }, { replace: true });
  };
  useKeys(
    [
      { keys: 'j', label: 'Next artifact', run: () => move(1) },
      { keys: 'k', label: 'Previous artifact', run: () => move(-1) },
    ],
    'Artifacts',
  );
  if (!artifacts.isRead && !artifacts.failure) return <Skeleton lines={6} height={16} />;
  if (rows.length === 0 && !artifacts.failure)
    return (
      <EmptyState title="It made no artifact" code={EXAMPLE}>
        Reports, data and files that a worker records appear here, with a preview.
      </EmptyState>
    );
  return (
    <div className={styles.split}>
      <ul className={styles.list} aria-label="Artifacts">
        {rows.map((artifact) => (
          <li key={artifact.id}>
            <button
              type="button"
              className={styles.item}
              aria-current={artifact.id === chosen?.id || undefined}
              onClick={() => change({ artifact: artifact.id }, { replace: true })}
            >
              <bdi className={styles.name}>{artifact.name}</bdi>
              <span className={styles.sub}>
                {artifact.artifactType.toLowerCase()} ·{' '}
                {formatBytes(artifact.contentSize ?? artifact.fileSize)}
              </span>
            </button>
          </li>
        ))}
        <EndOfList pages={artifacts} />
      </ul>
      {chosen && <Detail key={chosen.id} artifact={chosen} />}
    </div>
  );
}

function Detail({ artifact }: { artifact: ArtifactRowFragment }) {
  const client = useClient();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const download = async () => {
    setAsking(true);
    const { data, error } = await client
      .query(parsed(ArtifactDownloadDocument), { id: artifact.id }, { requestPolicy: 'network-only' })
      .toPromise();
    setAsking(false);
    const path = data?.node?.__typename === 'Artifact' ? data.node.downloadUrl : null;
    if (!path) {
      toast.error('It cannot be downloaded', { description: error?.graphQLErrors[0]?.message });
      return;
    }
    const link = document.createElement('a');
    link.href = new URL(path, API_URL).href;
    link.download = artifact.name;
    link.click();
  };
  return (
    <Card
      className={styles.detail}
      title={<bdi>{artifact.name}</bdi>}
      actions={
        <Button
          size="s"
          icon={<DownloadIcon size={14} />}
          isBusy={isAsking}
          disabledReason={artifact.contentSize === null ? 'Its content is stored elsewhere.' : null}
          onClick={() => void download()}
        >
          Download
        </Button>
      }
    >
      <Preview artifact={artifact} />
      <details className={styles.about}>
        <summary>
          About it <Badge>{artifact.contentType ?? 'type not given'}</Badge>
        </summary>
        <KeyValue
          items={[
            { key: 'Id', value: <Id>{artifact.id}</Id> },
            { key: 'Recorded', value: <Time at={artifact.createdAt} /> },
            { key: 'File', value: artifact.filePath ? <Id>{artifact.filePath}</Id> : undefined },
            {
              key: 'File size',
              value: artifact.fileSize === null ? undefined : formatBytes(artifact.fileSize),
            },
            {
              key: artifact.fileHashAlgorithm ?? 'Hash',
              value: artifact.fileHash ? <Id>{artifact.fileHash}</Id> : undefined,
            },
          ]}
        />
        <JsonView value={artifact.metadata} label="Metadata" isBare />
      </details>
    </Card>
  );
}
