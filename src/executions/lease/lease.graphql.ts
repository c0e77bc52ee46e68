import { builder } from '../../graphql/builder.js';
import { LEASE_SECONDS } from './lease.js';

export interface LeaseShape {
  token: string;
  expiresAt: Date;
  deadline: Date | null;
  cancelRequested: boolean;
}

export const Lease = builder.objectRef<LeaseShape>('Lease').implement({
  description: 'Proof that a worker holds a piece of work. Every further write about it brings the token.',
  fields: (t) => ({
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

/** The lease of an execution or a chunk, as it stands now. */
export const leaseSecondsField = {
  defaultValue: LEASE_SECONDS.default,
  description: `How long the lease lasts: ${LEASE_SECONDS.min} to ${LEASE_SECONDS.max} seconds.`,
} as const;
