import type { PageArgs } from '../../core/db/keyset.js';
import { registerPartRows } from '../../executions/parts/part-types.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { createList } from '../../graphql/relay/list.js';
import { StageStatus } from './enums.graphql.js';

export const Stage = builder.prismaNode('Stage', {
  id: { field: 'id' },
  nullable: true,
  description: 'A named step of an execution (seed 002).',
  select: { id: true },
  fields: (t) => ({
    execution: t.relation('execution', { description: 'The execution it is a step of.' }),
    attempt: t.exposeInt('attempt', { description: 'The attempt of the execution.' }),
    name: t.exposeString('name', { description: 'The name, such as `login` or `fill-form`.' }),
    status: t.expose('status', { type: StageStatus, description: 'The status.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null until then.',
    }),
    durationMs: t.expose('durationMs', {
      type: 'SafeInt',
      nullable: true,
      description: 'The time from start to end, in milliseconds; null until it ends.',
    }),
    meta: t.expose('meta', {
      type: 'JSON',
      description: 'Additional data from the worker, in a form of its own.',
    }),
    error: t.expose('error', {
      type: 'JSON',
      nullable: true,
      description: 'The error; null if there was none.',
    }),
  }),
});

registerPartRows('Stage', Stage, ({ db }, query) => db.stage.findMany(query));

export const StageConnection = connectionType(Stage, 'Stage', 'stages');

/** An execution's stages, in the order they started. */
export function stageList(args: PageArgs) {
  return createList(
    'Stage',
    {},
    { name: 'stages', field: 'startedAt', type: 'date', direction: 'asc' },
    args,
  );
}

builder.prismaObjectFields(Execution, (t) => ({
  stageCount: t.relationCount('stages', { description: 'The number of stages.' }),
  stages: t.field({
    type: StageConnection,
    args: builder.args(pageArgs),
    description: 'The stages, in the order they started.',
    select: (args, _context, nested) => ({ stages: nested(stageList(args).query) }),
    resolve: (execution, args) =>
      stageList(args).connection(execution.stages, { field: 'executionId', id: execution.id }),
  }),
}));
