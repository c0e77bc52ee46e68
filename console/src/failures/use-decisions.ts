import { useCallback, useState } from 'react';
import type { Failure } from '../api/errors';
import {
  type FailureGroupState,
  type FailureRowFragment,
  SetFailureGroupStateDocument,
} from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { useToast } from '../ui/toasts';

/** A group, as far as it is decided about. */
export type Decided = Pick<FailureRowFragment, 'fingerprint' | 'state' | 'note'> & { owner: { id: string } };

/** What is to be: what is left out stays. */
export interface Decision {
  state?: FailureGroupState;
  note?: string | null;
}

export const keyOfGroup = ({ owner, fingerprint }: Pick<Decided, 'owner' | 'fingerprint'>) =>
  `${owner.id} ${fingerprint}`;

export interface Decisions {
  /** A group as it is by what was decided here, also before the server has answered. */
  shown<Group extends Decided>(group: Group): Group;
  /** Whether it was decided about here since the list was read. */
  has(group: Decided): boolean;
  /** @returns Why it was refused; null if it was not. */
  decide(group: Decided, decision: Decision): Promise<Failure | null>;
  /** The list was read anew: what it says counts. */
  forget(): void;
}

const DONE: Record<FailureGroupState, string> = {
  OPEN: 'Opened again',
  RESOLVED: 'Resolved',
  IGNORED: 'Ignored',
};

/** Decides about groups; shown at once, taken back if the server refuses, and undone for as long as the toast is there. */
export function useDecisions(): Decisions {
  const { run } = useCommand(SetFailureGroupStateDocument);
  const toast = useToast();
  const [decided, setDecided] = useState<ReadonlyMap<string, Decision>>(new Map());

  const put = useCallback(
    (key: string, decision: Decision | undefined) =>
      setDecided((known) => {
        const next = new Map(known);
        if (decision) next.set(key, { ...next.get(key), ...decision });
        else next.delete(key);
        return next;
      }),
    [],
  );

  const send = useCallback(
    async (group: Decided, decision: Decision): Promise<Failure | null> => {
      const key = keyOfGroup(group);
      put(key, decision);
      const { failure } = await run({
        input: { fingerprint: group.fingerprint, ownerId: group.owner.id, ...decision },
      });
      if (failure) put(key, { state: group.state, note: group.note });
      return failure;
    },
    [put, run],
  );

  const decide = useCallback(
    async (group: Decided, decision: Decision) => {
      const failure = await send(group, decision);
      const { state } = decision;
      if (failure) {
        if (state !== undefined)
          toast.error('The failures stay as they were', { description: failure.message });
        return failure;
      }
      if (state === undefined) {
        toast.success('The note is saved');
        return null;
      }
      const undo = async () => {
        const refused = await send({ ...group, state }, { state: group.state });
        if (refused) toast.error('It could not be undone', { description: refused.message });
      };
      toast.success(DONE[state], {
        description: state === 'RESOLVED' ? 'It opens again if it comes again.' : undefined,
        action: { label: 'Undo', run: () => void undo() },
      });
      return null;
    },
    [send, toast],
  );

  return {
    shown: (group) => ({ ...group, ...decided.get(keyOfGroup(group)) }),
    has: (group) => decided.has(keyOfGroup(group)),
    decide,
    forget: useCallback(() => setDecided(new Map()), []),
  };
}
