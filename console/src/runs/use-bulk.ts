import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../api/errors';
import {
  BulkCancelDocument,
  type BulkOutcomeFragment,
  BulkRetryDocument,
  type ExecutionFilter,
} from '../api/generated/graphql';
import { useCommand } from '../api/use-command';

export type BulkAction = 'cancel' | 'retry';

/** Which runs: those that were chosen, or all that match. */
export type BulkTarget = { ids: string[] } | { filter: ExecutionFilter };

type BulkFailure = BulkOutcomeFragment['failures'][number];

/** How far it is. What it acts on is fixed by the dry run: nothing that came later is touched. */
export type BulkState =
  | { phase: 'looking' }
  | { phase: 'refused'; failure: Failure }
  | { phase: 'ready'; selection: string; matched: number; wouldFail: BulkFailure[] }
  | {
      phase: 'acting' | 'done';
      matched: number;
      succeeded: number;
      failures: BulkFailure[];
      stoppedBy: Failure | null;
    };

/** Acted on in one request, so that there is progress to show. */
const STEP = 250;
/** Failures that are kept to be shown. */
const MAX_FAILURES = 500;

/** Looks at once, and acts when told to. */
export function useBulk(
  action: BulkAction,
  target: BulkTarget,
): [BulkState, (reason: string | null) => Promise<void>] {
  const [state, setState] = useState<BulkState>({ phase: 'looking' });
  const cancel = useCommand(BulkCancelDocument);
  const retry = useCommand(BulkRetryDocument);
  const run = action === 'cancel' ? cancel.run : retry.run;
  const isGone = useRef(false);

  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);

  useEffect(() => {
    let isCurrent = true;
    void run({ input: { ...target, dryRun: true } }).then(({ payload, failure }) => {
      if (!isCurrent) return;
      if (failure) return setState({ phase: 'refused', failure });
      const { selection, matched, failures } = payload;
      setState({ phase: 'ready', selection: selection ?? '', matched, wouldFail: failures });
    });
    return () => {
      isCurrent = false;
    };
  }, [run, target]);

  const act = useCallback(
    async (reason: string | null) => {
      if (state.phase !== 'ready') return;
      const { selection, matched } = state;
      let succeeded = 0;
      const failures: BulkFailure[] = [];
      let hasMore = true;
      setState({ phase: 'acting', matched, succeeded, failures, stoppedBy: null });
      while (hasMore && !isGone.current) {
        const { payload, failure } = await run({ input: { selection, limit: STEP, reason } });
        if (failure) return setState({ phase: 'done', matched, succeeded, failures, stoppedBy: failure });
        succeeded += payload.succeeded;
        failures.push(...payload.failures.slice(0, MAX_FAILURES - failures.length));
        hasMore = payload.hasMore;
        const phase = hasMore ? 'acting' : 'done';
        setState({ phase, matched, succeeded, failures: [...failures], stoppedBy: null });
      }
    },
    [run, state],
  );
  return [state, act];
}
