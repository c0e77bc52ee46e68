import DataLoader from 'dataloader';
import { MAX_ANSWER_LENGTH, tooLong } from '../../core/answers.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { builder } from '../../graphql/builder.js';
import type { FieldCost } from '../../graphql/field-cost.js';
import { boundedInt } from '../../graphql/input/limits.js';
import { callerOf } from '../../graphql/mutations.js';
import { perRequest } from '../../graphql/per-request.js';
import { Artifact } from './artifact.graphql.js';
import { type Piece, readContentSizes, readPieces } from './artifact-content.sql.js';
import { DOWNLOAD_SECONDS, downloadUrl } from './artifact-download.js';

/** How much of a content one field answers, in bytes of UTF-8. */
export const PIECE_BYTES = { min: 1, max: 65_536, default: 65_536 } as const;
/** Where a piece may begin: no value of the database has more bytes. */
const MAX_OFFSET = 2 ** 30;

/** A piece takes as long as the whole content does to unpack. */
const pieceCost: FieldCost = { cost: () => 10 };

interface Asked extends Piece {
  /** The UUID of an artifact that the viewer sees. */
  id: string;
}

/** Reads contents for one request: those that are asked for the same in one tick by one statement. */
const contentsOf = perRequest((context) => {
  const ownerId = context.viewer && ownerScope(context.viewer);
  /** What the answer may still hold of them. */
  let left = MAX_ANSWER_LENGTH;

  async function readAll(asked: readonly Asked[]): Promise<Array<string | null>> {
    const shapes = new Map(asked.map((one) => [keyOf(one), one]));
    const found = new Map<string, ReadonlyMap<string, string>>();
    // One after the other: each must know what those before it have left.
    for (const [key, { offset, length }] of shapes) {
      const ids = asked.filter((one) => keyOf(one) === key).map(({ id }) => id);
      const read = await readPieces(context.db, ids, { offset, length, ownerId, maxBytes: left });
      if (!read) throw tooLong();
      left -= read.bytes;
      found.set(key, read.pieces);
    }
    return asked.map((one) => found.get(keyOf(one))?.get(one.id) ?? null);
  }

  return {
    pieces: new DataLoader<Asked, string | null>(readAll, { cache: false }),
    sizes: new DataLoader<string, number | null>(async (ids) => {
      const found = await readContentSizes(context.db, ids, ownerId);
      return ids.map((id) => found.get(id) ?? null);
    }),
  };
});

const keyOf = ({ offset, length }: Piece) => `${offset}/${length}`;

builder.prismaObjectFields(Artifact, (t) => ({
  contentSize: t.int({
    nullable: true,
    description: 'The size of the inline content, in bytes of UTF-8; null if it is stored elsewhere.',
    select: { id: true },
    resolve: ({ id }, _args, context) => contentsOf(context).sizes.load(id),
  }),
  contentRange: t.string({
    nullable: true,
    extensions: { ...pieceCost },
    description:
      'A piece of the inline content; null if it is stored elsewhere. Offsets and lengths are in bytes of UTF-8. No character is cut: a piece has the characters whose first byte lies in it, so pieces that follow each other make up the whole content, and one can have up to three bytes more than `length`. Empty from the end on.',
    select: { id: true },
    args: {
      offset: t.arg.int({ defaultValue: 0, description: 'The byte to begin at; 0 is the first.' }),
      length: t.arg.int({
        defaultValue: PIECE_BYTES.default,
        description: `How many bytes: ${PIECE_BYTES.min} to ${PIECE_BYTES.max}.`,
      }),
    },
    resolve: ({ id }, args, context) =>
      contentsOf(context).pieces.load({
        id,
        offset: boundedInt(args.offset ?? 0, ['offset'], { max: MAX_OFFSET }),
        length: boundedInt(args.length ?? PIECE_BYTES.default, ['length'], PIECE_BYTES),
      }),
  }),
  downloadUrl: t.string({
    nullable: true,
    description: `The address of the inline content as a file, relative to the API's own; null if it is stored elsewhere. It needs no header, is valid for ${DOWNLOAD_SECONDS / 60} minutes and only as long as the credentials that asked for it: ask for it when it is needed.`,
    select: { id: true },
    resolve: async ({ id }, _args, context) => {
      if ((await contentsOf(context).sizes.load(id)) === null) return null;
      const { viewer } = callerOf(context);
      const { token } = await context.passes.issue('download', viewer, { seconds: DOWNLOAD_SECONDS, of: id });
      return downloadUrl(id, token);
    },
  }),
}));
