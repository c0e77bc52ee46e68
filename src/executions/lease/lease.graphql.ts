import { builder } from '../../graphql/builder.js';
import { boundedInt } from '../../graphql/input/limits.js';
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
  description: 'Proof that a worker holds a piece of work. Send the token with every write about it.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'The id of the execution (exec_…) or chunk (chunk_…). With the token, it makes a `LeaseRef`.',
    }),
    token: t.exposeString('token', { description: 'The token to send with every write about this work.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When the lease expires unless a heartbeat extends it.',
    }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description:
        'When timeoutSeconds is over. Heartbeats cannot extend the lease beyond it; null if there is no timeout.',
    }),
    cancelRequested: t.exposeBoolean('cancelRequested', {
      description: 'true if you should stop the work and confirm it with cancelExecution.',
    }),
  }),
});

export const leaseSecondsField = {
  defaultValue: LEASE_SECONDS.default,
  description: `How long the lease lasts: ${LEASE_SECONDS.min} to ${LEASE_SECONDS.max} seconds.`,
} as const;

export const heartbeatSecondsField = {
  description: `How long the lease lasts from now, even if that is shorter than before: ${LEASE_SECONDS.min} to ${LEASE_SECONDS.max} seconds. If omitted, as long as was claimed, and the lease never gets shorter.`,
} as const;

/** Null where it is left out. @throws GraphQLError BAD_USER_INPUT */
export function heartbeatSeconds(value: number | null | undefined): number | null {
  return value == null ? null : boundedInt(value, ['input', 'leaseSeconds'], LEASE_SECONDS);
}
