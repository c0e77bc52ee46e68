import { z } from 'zod';
import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import { claimKeys, type KeySpace, releaseKeys, storeOutcomes } from '../../core/db/idempotency.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inStatement, inTransaction, type Tx } from '../../core/db/transaction.js';
import { ConflictError, NotFoundError, Refusal } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import type { WantedKeys } from '../../jobs/kinds.js';
import type { LeaseTokens } from '../lease/lease.js';
import { type LeaseState, readLeases } from '../lease/lease.sql.js';
import { type ClaimRequest, claimQueued, type Taken, type Wanted } from './claim.sql.js';
import { type JobRef, readJobs } from './job-ref.service.js';

/** How many executions one call claims at most. */
export const MAX_CLAIM = 500;

export interface Claim {
  workerId: string;
  kinds?: readonly string[] | null;
  /** All of which must hold. */
  keys?: readonly WantedKeys[];
  /** Of any of these jobs. */
  jobs?: readonly JobRef[] | null;
  /** With all of these tags. */
  tags?: readonly string[] | null;
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

/** What a claim got, and whether an earlier one with its request id did: then there is nothing to wait for. */
export interface Answered {
  claimed: Claimed[];
  isReplay: boolean;
}

const outcome = z.object({ held: z.array(z.object({ id: z.uuid(), fence: z.string() })) });

interface ClaimCall {
  caller: Caller;
  claim: Claim;
}

/** Small claims of one credential that ask for the same, made together. */
export type Claims = Coalescer<ClaimCall, Answered | ConflictError>;

export function createClaims(): Claims {
  return createCoalescer(([{ caller, claim }, ...others]) =>
    claimTogether(caller, [claim, ...others.map((other) => other.claim)]),
  );
}

/** A claim for more than this is worth a transaction of its own. */
export const MAX_COALESCED_CLAIM = 16;

/** The same for claims that may be made together. */
export function claimKey({ viewer }: Caller, { kinds, keys, jobs, tags }: Claim): string {
  return JSON.stringify([viewerKey(viewer), kinds, keys, jobs, tags]);
}

/**
 * Takes queued executions for a worker. Asked again with the same request id it answers those of the same claim
 * that the worker still holds; one that found nothing is no claim.
 * @throws Refusal with a NotFoundError for a job that is not the caller's, a ConflictError for a request id of another request.
 */
export async function claimExecutions(caller: Caller, claim: Claim): Promise<Answered> {
  const answer =
    claim.limit > MAX_COALESCED_CLAIM
      ? onlyOne(await claimTogether(caller, [claim]))
      : await caller.claims(claimKey(caller, claim), { caller, claim });
  if (answer instanceof ConflictError) throw new Refusal(answer);
  return answer;
}

function claimTogether(caller: Caller, claims: readonly [Claim, ...Claim[]]) {
  const run = areFresh(claims) ? inStatement : inTransaction;
  return run(caller, 'WORK', (db) => claimIn(db, caller, claims));
}

/** Whether claims have no request ids, by which they may have been made before. */
export function areFresh(claims: readonly Claim[]): boolean {
  return claims.every(({ requestId }) => requestId == null);
}

/** Which runs a claim is for. @throws Refusal with a NotFoundError for a job that is not the caller's. */
export async function wantedBy(
  db: Pick<Tx, 'job'>,
  { viewer }: Caller,
  { kinds, keys, jobs, tags }: Claim,
): Promise<Wanted> {
  return {
    ownerId: ownerScope(viewer),
    kinds: kinds ?? null,
    keys: keys ?? [],
    jobIds: jobs ? await idsOf(db, viewer.accountId, jobs) : null,
    tags: tags ?? null,
  };
}

/** @throws Refusal with a NotFoundError */
async function idsOf(db: Pick<Tx, 'job'>, ownerId: string, refs: readonly JobRef[]): Promise<string[]> {
  const ids = (await readJobs(db, ownerId, refs)).map((job) => {
    if (job instanceof NotFoundError) throw new Refusal(job);
    return job.id;
  });
  return [...new Set(ids)];
}

/**
 * Claims of one credential that ask for the same runs, in a transaction; the first in line get the most urgent.
 * @param isPatient Whether they may wait for another claim; not after the transaction has locked runs.
 * @throws Refusal with a NotFoundError
 */
export async function claimIn(
  tx: Tx,
  caller: Caller,
  claims: readonly [Claim, ...Claim[]],
  isPatient = true,
): Promise<Array<Answered | ConflictError>> {
  const { viewer, leases } = caller;
  const space = { ownerId: viewer.accountId, operation: 'claimExecutions', outcome };
  const wanted = await wantedBy(tx, caller, claims[0]);
  const requests = await takeRequests(tx, space, claims);
  const fresh = requests.filter((request) => request.is === 'new');
  const taken = await takeFrom(caller, wanted, (since) =>
    claimQueued(tx, {
      ...wanted,
      workers: fresh.map(({ claim }) => claim),
      userId: viewer.userId,
      since,
      isPatient,
    }),
  );
  const statesOf = (request: Request) => taken.filter(({ worker }) => fresh[worker] === request);
  const kept = fresh.flatMap((request) => {
    const held = statesOf(request).map(({ id, fence }) => ({ id, fence: fence.toString() }));
    return request.claim.requestId == null ? [] : [{ key: request.claim.requestId, outcome: { held } }];
  });
  const isEmpty = ({ outcome: { held } }: (typeof kept)[number]) => held.length === 0;
  await storeOutcomes(
    tx,
    space,
    kept.filter((one) => !isEmpty(one)),
  );
  await releaseKeys(
    tx,
    space,
    kept.filter(isEmpty).map(({ key }) => key),
  );
  const before = await readLeases(
    tx,
    requests.flatMap((request) => (request.is === 'known' ? request.held.map(({ id }) => id) : [])),
    wanted.ownerId,
  );
  const claimed = (state: LeaseState) => claimedOf(leases, state);
  const answerTo = (request: Request): Answered | ConflictError => {
    if (request.is === 'refused') return request.failure;
    if (request.is === 'again') return answerTo(request.first);
    if (request.is === 'new') return { claimed: statesOf(request).map(claimed), isReplay: false };
    const held = request.held.flatMap(({ id, fence }) => {
      const state = before.get(id);
      return state && state.fence.toString() === fence ? [claimed(state)] : [];
    });
    return { claimed: held, isReplay: true };
  };
  return requests.map(answerTo);
}

/**
 * Takes what is next, from where the queue was last taken. A claim over all owners has many queues, and no head.
 * @param take Begins there.
 */
export async function takeFrom(
  { queueHeads }: Caller,
  wanted: Wanted,
  take: (since: ClaimRequest['since']) => Promise<Taken[]>,
): Promise<Taken[]> {
  if (wanted.ownerId === null) return take(null);
  const head = queueHeads.of(JSON.stringify(wanted));
  const since = head.since();
  const startedAt = performance.now();
  const taken = await take(since);
  head.moved(taken, since, performance.now() - startedAt);
  return taken;
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

/** A run that was taken. */
export function claimedOf(leases: LeaseTokens, state: LeaseState): Claimed {
  return { executionId: state.id, lease: leaseOf(leases, 'Execution', state) };
}

/** A lease with its token. */
export function leaseOf(
  leases: LeaseTokens,
  type: 'Execution' | 'Chunk',
  { id, fence, expiresAt, deadline, cancelRequested }: LeaseState,
): HeldLease {
  return { id: encodeId(type, id), token: leases.make(id, fence), expiresAt, deadline, cancelRequested };
}
