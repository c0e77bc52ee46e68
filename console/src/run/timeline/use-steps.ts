import { useEffect, useMemo, useState } from 'react';
import { RunEventListDocument, RunStagesDocument, type StageRowFragment } from '../../api/generated/graphql';
import { useOnParts, useRunLive } from '../run-live';
import type { Run } from '../run-screen';
import { usePages } from '../use-pages';
import { type Step, stepsOf } from './steps';

/** Pages of each that are read: 1,000 events and 2,000 stages. */
const PAGES = 10;

/** The steps of a run, live. */
export function useSteps(run: Run) {
  const events = usePages(RunEventListDocument, { id: run.id }, ({ execution }) => execution?.events, PAGES);
  const stages = usePages(RunStagesDocument, { id: run.id }, ({ execution }) => execution?.stages, PAGES);
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
