import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import type { ScopedDb } from '../../core/db/tenancy.js';
import { Prisma } from '../../generated/prisma/client.js';

/** The most bytes that one character has in UTF-8, beside its first. */
const MORE_BYTES_OF_A_CHARACTER = 3;

export interface Piece {
  /** From which byte on, and how many. */
  offset: number;
  length: number;
}

const sizes = z.array(z.object({ id: z.uuid(), size: z.int() }));
const pieces = z.array(
  z.object({ id: z.uuid(), total: z.coerce.number(), piece: z.instanceof(Uint8Array).nullable() }),
);

/**
 * How many bytes artifacts have inline, without a look at them; those without content are left out.
 * @param ids UUIDs of artifacts that the viewer sees.
 * @param ownerId Whose; null for anybody's.
 */
export async function readContentSizes(
  db: ScopedDb,
  ids: readonly string[],
  ownerId: string | null,
): Promise<Map<string, number>> {
  const rows = sizes.parse(
    await db.$queryRaw(Prisma.sql`/* read_content_sizes */
      SELECT id, octet_length(content) AS size FROM artifacts
      WHERE id = ANY(${[...ids]}::uuid[]) ${owned('owner_id', ownerId)} AND content IS NOT NULL`),
  );
  return new Map(rows.map(({ id, size }) => [id, size]));
}

/**
 * The same piece of the content of artifacts. A character is of the piece that its first byte is in, so that pieces
 * which follow each other are the whole, and none cuts one in two.
 * @param ids, ownerId As above.
 * @param maxBytes What they may have together.
 * @returns The pieces, and how many bytes were read; null where that would be more.
 */
export async function readPieces(
  db: ScopedDb,
  ids: readonly string[],
  { offset, length, ownerId, maxBytes }: Piece & { ownerId: string | null; maxBytes: number },
): Promise<{ pieces: ReadonlyMap<string, string>; bytes: number } | null> {
  const read = length + MORE_BYTES_OF_A_CHARACTER;
  const rows = pieces.parse(
    await db.$queryRaw(Prisma.sql`/* read_content_pieces */
      SELECT id, total, CASE WHEN total <= ${maxBytes}::bigint THEN
        substring(convert_to(content, 'UTF8') FROM ${offset}::int + 1 FOR ${read}::int) END AS piece
      FROM (
        SELECT id, content,
          sum(least(greatest(octet_length(content) - ${offset}::int, 0), ${read}::int)) OVER () AS total
        FROM artifacts
        WHERE id = ANY(${[...ids]}::uuid[]) ${owned('owner_id', ownerId)} AND content IS NOT NULL
      ) AS found`),
  );
  const bytes = rows[0]?.total ?? 0;
  if (bytes > maxBytes) return null;
  const found = rows.map(
    ({ id, piece }) => [id, wholeCharacters(piece ?? new Uint8Array(), length)] as const,
  );
  return { pieces: new Map(found), bytes };
}

/** Only the first byte of a character has other highest bits than these. */
const isFirstByte = (byte: number | undefined) => byte === undefined || (byte & 0xc0) !== 0x80;

/** The characters that begin in the first `length` bytes. */
function wholeCharacters(bytes: Uint8Array, length: number): string {
  const firstFrom = (place: number) => {
    let at = place;
    while (!isFirstByte(bytes[at])) at += 1;
    return at;
  };
  return Buffer.from(bytes.subarray(firstFrom(0), firstFrom(Math.min(length, bytes.length)))).toString(
    'utf8',
  );
}
