import { QuotaExceededError } from '../../core/domain-errors.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedBatch,
  idempotencyKey,
  jsonObject,
  MAX_BATCH,
  optionalText,
} from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { FAILURE_TEXT } from '../../graphql/relay/failure-text.js';
import { RECORD_ERRORS, WorkRef, workProof } from '../lease/work.graphql.js';
import { cleanFields, cleanMessage, MAX_LOG_FIELDS_BYTES, MAX_LOG_MESSAGE_BYTES } from './clean-line.js';
import { LogLevel } from './log-level.graphql.js';
import { recordLogs } from './log-record.service.js';
import type { NewLine } from './log-record.sql.js';

const LogLineInput = builder.inputType('LogLineInput', {
  description: 'A line to record.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'When it was logged; now if omitted. A time in the future counts as now.',
    }),
    level: t.field({ type: LogLevel, defaultValue: 'INFO', description: 'How important it is.' }),
    message: t.string({
      required: true,
      description: `The text. Longer than ${MAX_LOG_MESSAGE_BYTES.toLocaleString('en')} bytes in UTF-8, it is cut. Escape sequences of terminals are removed, and other control characters replaced, except tabs and line breaks.`,
      extensions: FAILURE_TEXT,
    }),
    fields: t.field({
      type: 'JSON',
      description: `Additional data, an object. Longer than ${MAX_LOG_FIELDS_BYTES.toLocaleString('en')} bytes, it is left out. Characters that cannot be stored are replaced.`,
      extensions: FAILURE_TEXT,
    }),
    stageName: t.string({ description: 'The name of the stage in which it was logged.' }),
  }),
});

const RecordLogsInput = builder.inputType('RecordLogsInput', {
  description: `1 to ${MAX_BATCH.toLocaleString('en')} lines that an execution has logged.`,
  fields: (t) => ({
    work: t.field({
      type: WorkRef,
      required: true,
      description: 'The execution, or the chunk of it, with the proof that you hold it.',
    }),
    lines: t.field({
      type: [LogLineInput],
      required: true,
      description: 'The lines. They are listed by their times; those of the same time in this order.',
    }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

function newLine(input: typeof LogLineInput.$inferInput, path: Array<string | number>): NewLine {
  const { message, isCut } = cleanMessage(input.message);
  const { fields, isCut: isCutBeside } = cleanFields(jsonObject(input.fields, [...path, 'fields']));
  return {
    at: input.at ?? null,
    level: input.level ?? 'INFO',
    message,
    fields,
    stageName: optionalText(input.stageName, [...path, 'stageName']),
    isCut: isCut || isCutBeside,
  };
}

const RecordLogs = payload<{ lines: readonly NewLine[] }>('RecordLogs', {
  description: 'How much was recorded.',
  fields: (t) => ({
    lineCount: t.int({ description: 'The number of lines.', resolve: ({ lines }) => lines.length }),
    cutCount: t.int({
      description: 'The number of lines that were too long and are not complete.',
      resolve: ({ lines }) => lines.filter(({ isCut }) => isCut).length,
    }),
  }),
}).or('How much was recorded, or why nothing was.', [...RECORD_ERRORS, QuotaExceededError]);

builder.mutationField('recordLogs', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Records what an execution logs while it runs. Accepted for up to 15 minutes after it COMPLETED or FAILED, never after it was CANCELED.',
    ...RecordLogs.takes(RecordLogsInput, 'The lines to record.', async (input, context) => {
      const work = workProof(input.work, ['input', 'work']);
      const lines = boundedBatch(input.lines, ['input', 'lines']).map((line, place) =>
        newLine(line, ['input', 'lines', place]),
      );
      const key = idempotencyKey(input.idempotencyKey, ['input']);
      await recordLogs(callerOf(context), key, { work, lines });
      return { lines };
    }),
  }),
);
