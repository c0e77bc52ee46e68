import type { Order, PageArgs } from '../../core/db/keyset.js';
import { encodeCursor } from '../../feed/cursor.js';
import { builder } from '../../graphql/builder.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { createList } from '../../graphql/relay/list.js';
import { ExecutionStatus } from '../../jobs/enums.graphql.js';
import { Actor, actor } from '../../people/actor.graphql.js';
import { ExecutionEventType } from '../enums.graphql.js';

const EVENT_ORDER: Order<never> = { name: 'events', field: null, type: 'text', direction: 'asc' };

export const ExecutionEvent = builder.prismaNode('ExecutionEvent', {
  id: { field: 'id' },
  nullable: true,
  description: "One step in an execution's life; append-only.",
  select: { id: true },
  fields: (t) => ({
    cursor: t.string({
      description: 'Its place in the stream of events: where a subscription can go on.',
      select: { txId: true },
      resolve: encodeCursor,
    }),
    execution: t.relation('execution', { description: 'Whose step it is.' }),
    type: t.expose('type', { type: ExecutionEventType, description: 'What happened.' }),
    from: t.expose('fromStatus', {
      type: ExecutionStatus,
      nullable: true,
      description: 'Where it stood before; null for the first step.',
    }),
    to: t.expose('toStatus', {
      type: ExecutionStatus,
      nullable: true,
      description: 'Where it stands since.',
    }),
    attempt: t.exposeInt('attempt', { description: 'In which attempt.' }),
    workerId: t.exposeString('workerId', { nullable: true, description: 'The worker that reported it.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, in words.' }),
    actor: t.field({
      type: Actor,
      nullable: true,
      description: 'Who did it; null where the server did.',
      select: (_args, _context, nested) => ({
        actor: true,
        actorUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: (event, _args, context) => actor(event.actor, event.actorUser, context),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
  }),
});

export const ExecutionEventConnection = connectionType(ExecutionEvent, 'ExecutionEvent', 'events');

/** An execution's events, as they happened. */
export function eventList(args: PageArgs) {
  return createList('ExecutionEvent', {}, EVENT_ORDER, args);
}
