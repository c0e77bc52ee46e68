import type { Caller } from '../../core/caller.js';
import type { DomainError } from '../../core/domain-errors.js';
import type { NodeType } from '../../core/node-types.js';
import type { HeldLease } from '../queue/claim.service.js';
import { heartbeatExecutions } from './heartbeat.service.js';

/** A lease as its worker names it. */
export interface HeldRef<T extends NodeType = NodeType> {
  /** What it is of. */
  type: T;
  uuid: string;
  leaseToken: string;
}

/**
 * Extends leases of one type; each gets its own answer, in their order.
 * @param leaseSeconds How long they last from now; null for what each was claimed for, and no lease gets shorter.
 */
type Extend = (
  caller: Caller,
  refs: readonly HeldRef[],
  leaseSeconds: number | null,
) => Promise<ReadonlyArray<{ lease: HeldLease } | DomainError>>;

const extenders = new Map<NodeType, Extend>([
  [
    'Execution',
    (caller, refs, leaseSeconds) =>
      heartbeatExecutions(
        caller,
        refs.map(({ uuid, leaseToken }) => ({ executionId: uuid, leaseToken })),
        leaseSeconds,
      ),
  ],
]);

/** Says who extends the leases of something that workers hold beside runs. */
export function registerLeases(type: NodeType, extend: Extend): void {
  extenders.set(type, extend);
}

/** What workers can hold. */
export function heldTypes(): NodeType[] {
  return [...extenders.keys()];
}

/** Extends leases of any types, one call for each type; each gets its own answer, in their order. */
export async function extendLeases(
  caller: Caller,
  refs: readonly HeldRef[],
  leaseSeconds: number | null,
): Promise<Array<{ lease: HeldLease } | DomainError>> {
  const answers = new Map<HeldRef, { lease: HeldLease } | DomainError | undefined>();
  for (const [type, extend] of extenders) {
    const own = refs.filter((ref) => ref.type === type);
    if (own.length === 0) continue;
    const found = await extend(caller, own, leaseSeconds);
    for (const [place, ref] of own.entries()) answers.set(ref, found[place]);
  }
  return refs.map((ref) => {
    const answer = answers.get(ref);
    if (!answer) throw new Error(`no lease of ${ref.type} was answered`);
    return answer;
  });
}
