import { z } from 'zod';
import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import { claimKeys, type KeySpace, storeOutcomes } from '../../core/db/idempotency.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { ConflictError, NotFoundError, Refusal } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import { encodeJobId, type JobId } from '../../jobs/job-id.js';
import type { WantedKeys } from '../../jobs/kinds.js';
import type { LeaseTokens } from '../lease/lease.js';
import { type LeaseState, readLeases } from '../lease/lease.sql.js';
import { claimQueued } from './claim.sql.js';

/** How many executions one call claims at most. */
export const MAX_CLAIM = 500;

export interface Claim {
  workerId: string;
  kinds?: readonly string[] | null;
  keys?: readonly WantedKeys[];
  job?: JobId | null;
  limit: number;
  leaseSeconds: number;
  /** The same one answers the same claim again. */
  requestId?: string | null;
}

export interface HeldLease {
  /** Of the execution or chunk, as the API writes it. */
  id: string;
  token: string;
  expiresAt: Date;
  deadline: Date | null;
  cancelRequested: boolean;
}

export interface Claimed {
  executionId: string;
  lease: HeldLease;
}

const outcome = z.object({ held: z.array(z.object({ id: z.uuid(), fence: z.string() })) });

interface ClaimCall {
  caller: Caller;
  claim: Claim;
}

/** Small claims of one credential that ask for the same, made together. */
export type Claims = Coalescer<ClaimCall, Claimed[] | ConflictError>;

export function createClaims(): Claims {
  return createCoalescer(([{ caller, claim }, ...others]) =>
    claimTogether(caller, [claim, ...others.map((other) => other.claim)]),
  );
}

/** A claim for more than this is worth a transaction of its own. */
const MAX_COALESCED_CLAIM = 16;

/**
 * Takes queued executions for a worker. Asked again with the same request id it answers those of the same claim
 * that the worker still holds.
 * @throws Refusal with a NotFoundError for a job that is not the caller's, a ConflictError for a request id of another request.
 */
export async function claimExecutions(caller: Caller, claim: Claim): Promise<Claimed[]> {
  const { kinds, keys, job, limit } = claim;
  const answer =
    limit > MAX_COALESCED_CLAIM
      ? onlyOne(await claimTogether(caller, [claim]))
      : await caller.claims(JSON.stringify([viewerKey(caller.viewer), kinds, keys, job]), {
          caller,
          claim,
        });
  if (answer instanceof ConflictError) throw new Refusal(answer);
  return answer;
}

/** Claims of one credential that ask for the same runs; the first in line get the most urgent. */
function claimTogether(
  caller: Caller,
  claims: readonly [Claim, ...Claim[]],
): Promise<Array<Claimed[] | ConflictError>> {
  const { viewer, leases } = caller;
  const [{ job, kinds, keys }] = claims;
  const space = { ownerId: viewer.userId, operation: 'claimExecutions', outcome };
  return inTransaction(caller, 'WORK', async (tx) => {
    if (job && (await tx.job.count({ where: { id: job.id, kind: job.kind } })) === 0) {
      throw new Refusal(new NotFoundError('There is no such job.', encodeJobId(job)));
    }
    const requests = await takeRequests(tx, space, claims);
    const fresh = requests.filter((request) => request.is === 'new');
    const taken = await claimQueued(tx, {
      ownerId: ownerScope(viewer),
      kinds: kinds ?? null,
      keys: keys ?? [],
      jobId: job?.id ?? null,
      workers: fresh.map(({ claim }) => claim),
      userId: viewer.userId,
    });
    const statesOf = (request: Request) => taken.filter(({ worker }) => fresh[worker] === request);
    await storeOutcomes(
      tx,
      space,
      fresh.flatMap((request) => {
        const held = statesOf(request).map(({ id, fence }) => ({ id, fence: fence.toString() }));
        return request.claim.requestId == null ? [] : [{ key: request.claim.requestId, outcome: { held } }];
      }),
    );
    const before = await readLeases(
      tx,
      requests.flatMap((request) => (request.is === 'known' ? request.held.map(({ id }) => id) : [])),
      ownerScope(viewer),
    );
    const claimed = (state: LeaseState): Claimed => ({
      executionId: state.id,
      lease: leaseOf(leases, 'Execution', state),
    });
    const answerTo = (request: Request): Claimed[] | ConflictError => {
      if (request.is === 'refused') return request.failure;
      if (request.is === 'again') return answerTo(request.first);
      if (request.is === 'new') return statesOf(request).map(claimed);
      return request.held.flatMap(({ id, fence }) => {
        const state = before.get(id);
        return state && state.fence.toString() === fence ? [claimed(state)] : [];
      });
    };
    return requests.map(answerTo);
  });
}

type Held = z.infer<typeof outcome>['held'];
type NewRequest = { is: 'new'; claim: Claim };
/** A claim by its request id: to be made, made before or beside it, or refused. */
type Request =
  | NewRequest
  | { is: 'again'; first: NewRequest }
  | { is: 'known'; held: Held }
  | { is: 'refused'; failure: ConflictError };

/** What claims are, in their order. Two with the same id and words are one. */
async function takeRequests(
  tx: Tx,
  space: KeySpace<z.infer<typeof outcome>>,
  claims: readonly Claim[],
): Promise<Request[]> {
  const keyed = claims.flatMap(({ requestId: key, ...request }) => (key == null ? [] : [{ key, request }]));
  const keys = await claimKeys(tx, space, keyed);
  const firstOf = new Map<string, NewRequest>();
  return claims.map((claim): Request => {
    const { requestId } = claim;
    if (requestId == null) return { is: 'new', claim };
    const key = keys.shift();
    if (!key) throw new Error('a request id was neither taken nor found');
    if (key instanceof ConflictError) return { is: 'refused', failure: key };
    if (!key.isNew) return { is: 'known', held: key.outcome.held };
    const first = firstOf.get(requestId);
    if (first) return { is: 'again', first };
    const request: NewRequest = { is: 'new', claim };
    firstOf.set(requestId, request);
    return request;
  });
}

/** A lease with its token. */
export function leaseOf(
  leases: LeaseTokens,
  type: 'Execution' | 'Chunk',
  { id, fence, expiresAt, deadline, cancelRequested }: LeaseState,
): HeldLease {
  return { id: encodeId(type, id), token: leases.make(id, fence), expiresAt, deadline, cancelRequested };
}
