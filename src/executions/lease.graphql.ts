import { builder } from '../builder.js';
import { boundedInt } from '../relay/limits.js';
import { LEASE_SECONDS } from './lease.js';

export interface LeaseShape {
  /** As the API writes it. */
  id: string;
  token: string;
  expiresAt: Date;
  deadline: Date | null;
  cancelRequested: boolean;
}

export const Lease = builder.objectRef<LeaseShape>('Lease').implement({
  description: 'Proof that a worker holds a piece of work. Every further write about it brings the token.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'exec_… or chunk_…: with the token, what every `LeaseRef` wants.',
    }),
    token: t.exposeString('token', { description: 'To be sent with every write about this work.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Until when it lasts without a heartbeat.',
    }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description: 'When timeoutSeconds is over, whatever heartbeats say.',
    }),
    cancelRequested: t.exposeBoolean('cancelRequested', {
      description: 'Stop, and say so with cancelExecution.',
    }),
  }),
});

export const leaseSecondsField = {
  defaultValue: LEASE_SECONDS.default,
  description: `How long the lease lasts: ${LEASE_SECONDS.min} to ${LEASE_SECONDS.max} seconds.`,
} as const;

export const heartbeatSecondsField = {
  description: `How long the lease lasts from now, also where it lasted longer: ${LEASE_SECONDS.min} to ${LEASE_SECONDS.max} seconds. Left out, as long as was claimed; it gets no shorter then.`,
} as const;

/** Null where it is left out. @throws GraphQLError BAD_USER_INPUT */
export function heartbeatSeconds(value: number | null | undefined): number | null {
  return value == null ? null : boundedInt(value, ['input', 'leaseSeconds'], LEASE_SECONDS);
}
