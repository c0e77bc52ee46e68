import { selectedFieldNames } from '@pothos/selection-mapper';
import DataLoader from 'dataloader';
import { MAX_ANSWER_LENGTH, tooLong } from '../../core/answers.js';
import type { BoundedCount } from '../../core/db/counts.sql.js';
import { type PageArgs, pageSize } from '../../core/db/keyset.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { encodeId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';
import type { FieldCost } from '../../graphql/field-cost.js';
import { perRequest } from '../../graphql/per-request.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType, type Page } from '../../graphql/relay/connection.js';
import { registerPartType, sharing } from '../parts/part-types.js';
import { Execution } from '../read/execution.graphql.js';
import { beforeAll, behindAll, encodeLinePlace, parseLinePlace } from './log-cursor.js';
import { LogFilter, lineFilter } from './log-filter.graphql.js';
import { LogLevel } from './log-level.graphql.js';
import {
  countLines,
  type Line,
  type LineFilter,
  type LinePage,
  type LinePageAsked,
  readLines,
  readLinesOf,
} from './log-read.sql.js';

export const LogLine = builder.objectRef<Line>('LogLine').implement({
  description: 'A line that an execution has logged.',
  fields: (t) => ({
    cursor: t.string({
      description: 'The position in the log, for use as `after` or `before`.',
      resolve: encodeLinePlace,
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was logged.' }),
    level: t.expose('level', { type: LogLevel, description: 'How important it is.' }),
    message: t.exposeString('message', { description: 'The text.' }),
    fields: t.expose('fields', {
      type: 'JSON',
      nullable: true,
      description: 'Additional data, an object; null if there is none.',
    }),
    stageName: t.exposeString('stageName', {
      nullable: true,
      description: 'The name of the stage in which it was logged; null if not given.',
    }),
    chunkId: t.id({
      nullable: true,
      description: 'The chunk whose worker logged it; null if that of the execution itself did.',
      resolve: ({ chunkId }) => chunkId && encodeId('Chunk', chunkId),
    }),
    attempt: t.exposeInt('attempt', { description: 'The attempt of the execution.' }),
    isCut: t.exposeBoolean('isCut', {
      description: 'Whether the message was cut or the fields left out, because they were too long.',
    }),
  }),
});

registerPartType({
  name: 'LogLine',
  ref: LogLine,
  async read(asked, ids) {
    const { context, ownerId } = asked;
    const lines = await sharing(asked, JSON.stringify(['LogLine', ids]), async () =>
      (await readLinesOf(context.db, ids, ownerId)).map((one) => ({ ...one, __typename: 'LogLine' })),
    );
    return new Map(ids.map((row) => [row, lines.filter(({ id }) => id === row)]));
  },
  settle: () => undefined,
});

const LogLineConnection = connectionType<Page>(LogLine, 'LogLine', 'log lines');

interface Asking<Asked> {
  /** The UUID of a run that the viewer sees. */
  id: string;
  asked: Asked;
}

/** Reads logs for one request: those of all runs that are asked for the same in one tick by one statement. */
const logsOf = perRequest((context) => {
  const ownerId = context.viewer && ownerScope(context.viewer);
  /** What the answer may still hold of them. */
  let left = MAX_ANSWER_LENGTH;
  const pages = loaderOf<LinePageAsked, LinePage>(async (ids, asked) => {
    const found = await readLines(context.db, ids, { ...asked, ownerId, maxBytes: left });
    if (!found) throw tooLong();
    left -= found.bytes;
    return found.pages;
  });
  const count = loaderOf<{ filter: LineFilter; upTo: number }, BoundedCount>((ids, asked) =>
    countLines(context.db, ids, { ...asked, ownerId }),
  );
  return { pages, count };
});

function loaderOf<Asked, Answer>(
  read: (ids: readonly string[], asked: Asked) => Promise<ReadonlyMap<string, Answer>>,
): DataLoader<Asking<Asked>, Answer> {
  return new DataLoader(
    async (asking) => {
      const shapes = new Map<string, Asked>(asking.map(({ asked }) => [JSON.stringify(asked), asked]));
      const found = new Map<string, ReadonlyMap<string, Answer>>();
      // One after the other: each must know what those before it have left.
      for (const [key, asked] of shapes) {
        const ids = asking.filter((one) => JSON.stringify(one.asked) === key).map(({ id }) => id);
        found.set(key, await read([...new Set(ids)], asked));
      }
      return asking.map(
        ({ id, asked }) => found.get(JSON.stringify(asked))?.get(id) ?? new Error('a run without an answer'),
      );
    },
    { cache: false },
  );
}

const logArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: LogFilter, description: 'Limits the list to matching lines.' }),
}));

/** @throws GraphQLError BAD_USER_INPUT */
function pageAsked(args: PageArgs & { filter?: typeof LogFilter.$inferInput | null }): LinePageAsked {
  const { size, backward } = pageSize(args);
  return {
    filter: lineFilter(args.filter),
    after: args.after == null ? null : parseLinePlace(args.after, 'after'),
    before: args.before == null ? null : parseLinePlace(args.before, 'before'),
    size,
    isBackward: backward,
  };
}

/** A page as it is answered. Where the search stopped before it was full, a cursor leads on from there. */
function pageOf(
  { lines, stoppedAt }: LinePage,
  { size, isBackward, after, before }: LinePageAsked,
): Pick<Page, 'edges' | 'pageInfo'> {
  const hasMore = lines.length > size;
  const kept = isBackward ? lines.slice(-size) : lines.slice(0, size);
  const edges = kept.map((node) => ({ cursor: encodeLinePlace(node), node }));
  const start = edges[0]?.cursor ?? null;
  const end = edges.at(-1)?.cursor ?? null;
  const isStopped = !hasMore && stoppedAt !== null;
  return {
    edges,
    pageInfo: {
      hasNextPage: isBackward ? before !== null : hasMore || isStopped,
      hasPreviousPage: isBackward ? hasMore || isStopped : after !== null,
      startCursor: isBackward && isStopped ? encodeLinePlace(behindAll(stoppedAt)) : start,
      endCursor: !isBackward && isStopped ? encodeLinePlace(beforeAll(stoppedAt)) : end,
    },
  };
}

const NOTHING: LinePage = { lines: [], stoppedAt: null };

async function logPage(
  executionId: string,
  asked: LinePageAsked,
  wantsLines: boolean,
  context: Context,
): Promise<Page> {
  const { filter } = asked;
  const page = wantsLines ? await logsOf(context).pages.load({ id: executionId, asked }) : NOTHING;
  return {
    ...pageOf(page, asked),
    count: (upTo) => logsOf(context).count.load({ id: executionId, asked: { filter, upTo } }),
  };
}

/** What a search costs beside the lines of its page. */
export const LOG_SEARCH_COST = 50;

const filterCost: FieldCost = {
  cost: ({ filter }) => {
    const search: unknown =
      typeof filter === 'object' && filter !== null ? Reflect.get(filter, 'search') : null;
    return search == null ? 0 : LOG_SEARCH_COST;
  },
};

builder.prismaObjectFields(Execution, (t) => ({
  logs: t.field({
    type: LogLineConnection,
    args: logArgs,
    extensions: { ...filterCost },
    description:
      'What it has logged, by time; `last: 100` for the end. A search goes through some 100 MB at a time, of all executions of the request together: if it has not found a whole page by then, `pageInfo` has the cursor to continue from, even if the page is empty.',
    resolve: ({ id }, args, context, info) => {
      const selected = selectedFieldNames(context, info);
      const wantsLines = ['nodes', 'edges', 'pageInfo'].some((field) => selected.has(field));
      return logPage(id, pageAsked(args), wantsLines, context);
    },
  }),
}));
