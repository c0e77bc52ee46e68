import { countUsage } from '../../accounts/usage.sql.js';
import type { Tx } from '../../core/db/transaction.js';
import { type About, aboutRow, recordedIds } from '../../executions/lease/work.sql.js';
import { type ArtifactType, Prisma } from '../../generated/prisma/client.js';

export interface NewArtifact {
  name: string;
  artifactType: ArtifactType;
  filePath: string | null;
  /** In bytes. */
  fileSize: number | null;
  /** Lower-case hex. */
  fileHash: string | null;
  /** Of no meaning where there is no hash. */
  fileHashAlgorithm: string;
  contentType: string | null;
  content: string | null;
  metadata: unknown;
}

/** Writes artifacts in one statement. @returns Their ids, in the order given. */
export async function insertArtifacts(
  tx: Tx,
  about: About,
  artifacts: readonly NewArtifact[],
): Promise<string[]> {
  const rows = artifacts.map((artifact, place) => ({
    place,
    name: artifact.name,
    artifact_type: artifact.artifactType,
    file_path: artifact.filePath,
    file_size: artifact.fileSize,
    file_hash: artifact.fileHash,
    file_hash_algorithm: artifact.fileHashAlgorithm,
    content_type: artifact.contentType,
    content: artifact.content,
    metadata: artifact.metadata,
  }));
  const found = await tx.$queryRaw(Prisma.sql`/* insert_artifacts */
    WITH input AS MATERIALIZED (
      SELECT uuidv7() AS id, x.* FROM json_to_recordset(${JSON.stringify(rows)}::json) AS x(
        place int, name text, artifact_type artifact_type, file_path text, file_size bigint, file_hash text,
        file_hash_algorithm text, content_type text, content text, metadata jsonb)
    ), made AS (
      INSERT INTO artifacts (
        id, owner_id, job_id, execution_id, name, artifact_type, file_path, file_size, file_hash,
        file_hash_algorithm, content_type, content, metadata)
      SELECT i.id, about.owner_id, about.job_id, about.execution_id, i.name, i.artifact_type, i.file_path,
        i.file_size, i.file_hash, i.file_hash_algorithm, i.content_type, i.content, coalesce(i.metadata, '{}')
      FROM ${aboutRow(about)} CROSS JOIN input i
    ), counted AS (${countUsage('artifacts', Prisma.sql`SELECT ${about.ownerId}::uuid AS owner_id, ${rows.length}::int AS amount`)})
    SELECT id FROM input ORDER BY place`);
  return recordedIds.parse(found).map(({ id }) => id);
}
