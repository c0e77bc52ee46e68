import type { PageArgs } from '../../core/db/keyset.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { createList } from '../../graphql/relay/list.js';
import { StageStatus } from './enums.graphql.js';

export const Stage = builder.prismaNode('Stage', {
  id: { field: 'id' },
  nullable: true,
  description: 'A named step of a run (seed 002).',
  select: { id: true },
  fields: (t) => ({
    execution: t.relation('execution', { description: 'The run it is a step of.' }),
    attempt: t.exposeInt('attempt', { description: 'In which attempt of the run.' }),
    name: t.exposeString('name', { description: 'Like `login` or `fill-form`.' }),
    status: t.expose('status', { type: StageStatus, description: 'Where it stands.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null until then.',
    }),
    durationMs: t.expose('durationMs', {
      type: 'SafeInt',
      nullable: true,
      description: 'From start to end, in milliseconds; null until then.',
    }),
    meta: t.expose('meta', { type: 'JSON', description: "What else the worker told; the worker's own." }),
    error: t.expose('error', {
      type: 'JSON',
      nullable: true,
      description: 'What went wrong, if anything did.',
    }),
  }),
});

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
  stageCount: t.relationCount('stages', { description: 'How many stages it has.' }),
  stages: t.field({
    type: StageConnection,
    args: builder.args(pageArgs),
    description: 'Its stages, in the order they started.',
    select: (args, _context, nested) => ({ stages: nested(stageList(args).query) }),
    resolve: (execution, args) =>
      stageList(args).connection(execution.stages, { field: 'executionId', id: execution.id }),
  }),
}));
