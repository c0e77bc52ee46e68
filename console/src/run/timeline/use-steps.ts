import { useEffect, useMemo, useState } from 'react';
import { RunEventListDocument, RunStagesDocument, type StageRowFragment } from '../../api/generated/graphql';
import { usePages } from '../../api/use-pages';
import { useOnParts, useRunLive } from '../run-live';
import type { Run } from '../run-screen';
import { type Step, stepsOf } from './steps';

/** Events, and stages, that are read. */
const MOST = 2_000;

/** The steps of a run, live. */
export function useSteps(run: Run) {
  const events = usePages(
    RunEventListDocument,
    (page) => ({ id: run.id, ...page }),
    ({ execution }) => execution?.events,
    { atLeast: MOST },
  );
  const stages = usePages(
    RunStagesDocument,
    (page) => ({ id: run.id, ...page }),
    ({ execution }) => execution?.stages,
    { atLeast: MOST },
  );
  const live = useRunLive();
  const [pushed, setPushed] = useState<ReadonlyMap<string, StageRowFragment>>(new Map());

  useOnParts([], () => {
    events.reload();
    stages.reload();
    setPushed(new Map());
  });
  useEffect(
    () =>
      live.onParts((parts) => {
        const changed = parts.flatMap((part) => (part.__typename === 'Stage' ? [part] : []));
        if (changed.length === 0) return;
        setPushed((old) => new Map([...old, ...changed.map((stage) => [stage.id, stage] as const)]));
      }),
    [live],
  );

  const steps = useMemo<Step[]>(() => {
    const known = new Map(stages.rows.map((stage) => [stage.id, stage]));
    for (const [id, stage] of pushed) known.set(id, stage);
    const rows = [...known.values()].sort((a, b) =>
      a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0,
    );
    return stepsOf(run, events.rows, rows);
  }, [run, events.rows, stages.rows, pushed]);

  return {
    steps,
    isRead: events.isRead && stages.isRead,
    isCut: stages.hasMore && stages.isRead,
    failure: events.failure ?? stages.failure,
    reload() {
      events.reload();
      stages.reload();
    },
  };
}
