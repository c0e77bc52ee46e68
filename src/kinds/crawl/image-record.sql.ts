import { countUsage } from '../../accounts/usage.sql.js';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { type About, aboutRow, recordedIds } from '../../executions/lease/work.sql.js';
import { Prisma } from '../../generated/prisma/client.js';

export interface NewImage {
  url: string;
  storageKey: string | null;
  /** In pixels. */
  width: number | null;
  height: number | null;
  /** In bytes. */
  fileSize: number | null;
  format: string | null;
  contentHash: string | null;
  labels: readonly string[];
  metadata: unknown;
}

/** Tells the locks below from others' advisory locks. */
const IMAGES_LOCK = 1_001;

/**
 * Lets one batch of an execution's job's images be written at a time: two that store the same content at once would
 * not see each other, and both call it new. A statement of its own, so that the next one sees what it waited for.
 */
export async function lockImagesOfJob(
  tx: Tx,
  { executionId, ownerId }: Extract<About, { executionId: string }>,
): Promise<void> {
  await tx.$queryRaw(Prisma.sql`/* lock_images_of_job */
    SELECT pg_advisory_xact_lock(${IMAGES_LOCK}::int, hashtext(job_id::text))::text
    FROM job_executions WHERE id = ${executionId}::uuid ${owned('owner_id', ownerId)}`);
}

/**
 * Writes images in one statement. One is a duplicate where its job has the same content already, or an earlier one
 * of the batch has it.
 * @returns Their ids, in the order given.
 */
export async function insertImages(
  tx: Tx,
  about: Extract<About, { executionId: string }>,
  images: readonly NewImage[],
): Promise<string[]> {
  const rows = images.map((image, place) => ({
    place,
    url: image.url,
    storage_key: image.storageKey,
    width: image.width,
    height: image.height,
    file_size: image.fileSize,
    format: image.format,
    content_hash: image.contentHash,
    labels: image.labels,
    metadata: image.metadata,
  }));
  const found = await tx.$queryRaw(Prisma.sql`/* insert_images */
    WITH input AS MATERIALIZED (
      SELECT uuidv7() AS id, x.*, row_number() OVER (PARTITION BY x.content_hash ORDER BY x.place) AS nth
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS x(
        place int, url text, storage_key text, width int, height int, file_size bigint, format text,
        content_hash text, labels text[], metadata jsonb)
    ), made AS (
      INSERT INTO images (
        id, owner_id, job_id, execution_id, chunk_id, url, storage_key, width, height, file_size, format,
        content_hash, is_duplicate, labels, metadata)
      SELECT i.id, about.owner_id, about.job_id, about.execution_id, about.chunk_id, i.url, i.storage_key, i.width,
        i.height, i.file_size, i.format, i.content_hash,
        i.content_hash IS NOT NULL AND (i.nth > 1 OR EXISTS (
          SELECT FROM images stored
          WHERE stored.job_id = about.job_id ${owned('stored.owner_id', about.ownerId)}
            AND stored.content_hash = i.content_hash)),
        i.labels, coalesce(i.metadata, '{}')
      FROM ${aboutRow(about)} CROSS JOIN input i
    ), counted AS (${countUsage('images', Prisma.sql`SELECT ${about.ownerId}::uuid AS owner_id, ${rows.length}::int AS amount`)})
    SELECT id FROM input ORDER BY place`);
  return recordedIds.parse(found).map(({ id }) => id);
}
