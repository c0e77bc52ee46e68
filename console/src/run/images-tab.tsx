import { type ImageRowFragment, RunImagesDocument } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { PagedTable } from '../app/paged-table';
import { CopyButton } from '../ui/copy-button';
import type { Column } from '../ui/data-table';
import { EmptyState } from '../ui/feedback';
import { formatBytes, formatNumber } from '../ui/format';
import { Badge, Tag } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './parts.module.css';
import { useOnParts } from './run-live';
import type { Run } from './run-screen';

const COLUMNS: readonly Column<ImageRowFragment>[] = [
  {
    id: 'url',
    header: 'Found at',
    width: 280,
    isGrowing: true,
    card: 'title',
    // Never loaded and no link: the console asks no other host for anything.
    cell: ({ url }) => (
      <span className={styles.url}>
        <bdi title={url}>{url}</bdi>
        <CopyButton text={url} label="Copy the address" />
      </span>
    ),
  },
  {
    id: 'size',
    header: 'Pixels',
    width: 120,
    align: 'right',
    cell: ({ width, height }) => (width && height ? `${formatNumber(width)} × ${formatNumber(height)}` : '–'),
  },
  { id: 'shape', header: 'Shape', width: 70, card: 'none', cell: (image) => <Shape image={image} /> },
  { id: 'format', header: 'Format', width: 80, cell: ({ format }) => format ?? '–' },
  { id: 'bytes', header: 'Size', width: 90, align: 'right', cell: ({ fileSize }) => formatBytes(fileSize) },
  {
    id: 'chunk',
    header: 'Chunk',
    width: 80,
    align: 'right',
    cell: ({ chunk }) => (chunk ? formatNumber(chunk.chunkIndex) : '–'),
  },
  {
    id: 'labels',
    header: 'Labels',
    width: 180,
    cell: ({ labels, isDuplicate }) => (
      <span className={styles.tags}>
        {isDuplicate && <Badge tone="warning">duplicate</Badge>}
        {labels.slice(0, 4).map((label) => (
          <Tag key={label}>{label}</Tag>
        ))}
        {labels.length > 4 && `+${labels.length - 4}`}
      </span>
    ),
  },
  { id: 'at', header: 'Stored', width: 150, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

const EXAMPLE = `mutation {
  recordImages(input: {
    work: { execution: { id: "exec_…", token: "…" } }
    images: [{ url: "https://example.com/a.jpg", width: 800, height: 600 }]
  }) { __typename }
}`;

/** The images that the run stored, as what is known of them: they are never loaded. */
export default function ImagesTab({ run }: { run: Run }) {
  const images = usePages(
    RunImagesDocument,
    (page) => ({ id: run.id, ...page }),
    ({ execution }) => execution?.images,
  );
  useOnParts(['Image'], images.reload);
  return (
    <PagedTable
      label="Images"
      columns={COLUMNS}
      pages={images}
      hasKeys={false}
      rowKey={({ id }) => id}
      rowLabel={({ url }) => url}
      empty={
        <EmptyState title="It stored no image" code={EXAMPLE}>
          A crawl records the images that it finds, with their sizes and hashes.
        </EmptyState>
      }
    />
  );
}

const BOX = 22;

/** What shape the picture has, for the eye. */
function Shape({ image: { width, height } }: { image: ImageRowFragment }) {
  if (!width || !height) return null;
  const scale = BOX / Math.max(width, height);
  const w = Math.max(1, width * scale);
  const h = Math.max(1, height * scale);
  return (
    <svg width={BOX} height={BOX} aria-hidden="true" className={styles.shape}>
      <rect
        x={(BOX - w) / 2 + 0.5}
        y={(BOX - h) / 2 + 0.5}
        width={Math.max(1, w - 1)}
        height={Math.max(1, h - 1)}
        rx={1.5}
      />
    </svg>
  );
}
