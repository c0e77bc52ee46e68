import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import {
  containsCondition,
  DateTimeRange,
  dateCondition,
  inCondition,
  textCondition,
} from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
import { LogLevel } from './log-level.graphql.js';
import { levelMask } from './log-level.js';
import type { LineFilter } from './log-read.sql.js';

/** What a search in the lines of a run takes at least, in characters. */
const MIN_LOG_SEARCH = 3;

export const LogFilter = builder.inputType('LogFilter', {
  description: 'Limits a list of log lines. Omitted fields do not limit it.',
  fields: (t) => ({
    level: t.field({ type: [LogLevel], description: 'Any of these levels.' }),
    search: t.string({
      description: `Part of the message, case-insensitive, at least ${MIN_LOG_SEARCH} characters.`,
    }),
    at: t.field({ type: DateTimeRange, description: 'When it was logged.' }),
    stageName: t.string({ description: 'Logged in the stage of this name.' }),
    chunkId: t.id({ description: 'Logged by the worker of this chunk.' }),
    attempt: t.int({ description: 'Logged in this attempt.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
export function lineFilter(filter: typeof LogFilter.$inferInput | null | undefined): LineFilter {
  const levels = inCondition(filter?.level, filterField('level'))?.in;
  const range = dateCondition(filter?.at, filterField('at'));
  return {
    levels: levels ?? null,
    levelMask: levels ? levelMask(levels) : null,
    search: containsCondition(filter?.search, filterField('search'), MIN_LOG_SEARCH)?.contains ?? null,
    from: range?.gte ?? null,
    to: range?.lt ?? null,
    stageName: textCondition(filter?.stageName, filterField('stageName')) ?? null,
    chunkId: filter?.chunkId == null ? null : parseId(filter.chunkId, ['Chunk'], filterField('chunkId')).uuid,
    attempt: filter?.attempt ?? null,
  };
}
