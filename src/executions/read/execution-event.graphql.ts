import type { Order, PageArgs } from '../../core/db/keyset.js';
import { encodeCursor } from '../../feed/cursor.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { createList } from '../../graphql/relay/list.js';
import { ExecutionStatus } from '../../jobs/enums.graphql.js';
import { Actor, actor } from '../../people/actor.graphql.js';
import { ExecutionEventType, RescueCause } from '../enums.graphql.js';

const EVENT_ORDER: Order<never> = { name: 'events', field: null, type: 'text', direction: 'asc' };

const RESCUE_ORDER: Order<'at'> = { name: 'rescues', field: 'at', type: 'date', direction: 'desc' };

export const ExecutionEvent = builder.prismaNode('ExecutionEvent', {
  id: { field: 'id' },
  nullable: true,
  description: 'One event in the life of an execution. Append-only.',
  select: { id: true },
  fields: (t) => ({
    cursor: t.string({
      description: 'The position in the stream of events, from which a subscription can resume.',
      select: { txId: true },
      resolve: encodeCursor,
    }),
    execution: t.relation('execution', { description: 'The execution.' }),
    type: t.expose('type', { type: ExecutionEventType, description: 'What happened.' }),
    from: t.expose('fromStatus', {
      type: ExecutionStatus,
      nullable: true,
      description: 'The status before the event; null for the first event.',
    }),
    to: t.expose('toStatus', {
      type: ExecutionStatus,
      nullable: true,
      description: 'The status after the event.',
    }),
    attempt: t.exposeInt('attempt', { description: 'The attempt it happened in.' }),
    workerId: t.exposeString('workerId', {
      nullable: true,
      description:
        'The worker that reported it, or that held the execution when the server ended or requeued it; null if none.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'The reason; null if not given.' }),
    actor: t.field({
      type: Actor,
      nullable: true,
      description: 'Who did it; null if the server did.',
      select: (_args, _context, nested) => ({
        actor: true,
        actorUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: (event) => actor(event.actor, event.actorUser),
    }),
    rescueCause: t.expose('rescueCause', {
      type: RescueCause,
      nullable: true,
      description: 'Why the server ended or requeued the execution on its own; null if it did not.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
  }),
});

export const ExecutionEventConnection = connectionType(ExecutionEvent, 'ExecutionEvent', 'events');

/** What is true of every rescue, and what the indexes of all owners' rescues are limited to. */
const OF_ALL = { fromStatus: { not: null } };

/**
 * Events by which the server ended or requeued executions on its own, newest first.
 * @param ofAll Whether they are of all owners.
 */
export function rescueList(args: PageArgs, where: Prisma.ExecutionEventWhereInput, ofAll: boolean) {
  const rescued = { rescueCause: { not: null }, ...(ofAll && OF_ALL) };
  return createList('ExecutionEvent', { ...rescued, ...where }, RESCUE_ORDER, args);
}

/** An execution's events, as they happened. */
export function eventList(args: PageArgs) {
  return createList('ExecutionEvent', {}, EVENT_ORDER, args);
}
