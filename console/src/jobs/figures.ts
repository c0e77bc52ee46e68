import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { parsed } from '../api/client';
import { type Failure, failureOf } from '../api/errors';
import { JobFiguresDocument, type JobFiguresQuery } from '../api/generated/graphql';

type Figures = JobFiguresQuery['jobs']['nodes'][number]['stats'];

/** Figures of the jobs that are listed; they come after the list, and fail without it. */
export interface KnownFigures {
  byJob: ReadonlyMap<string, Figures>;
  failure: Failure | null;
}

export const FiguresContext = createContext<KnownFigures>({ byJob: new Map(), failure: null });
export const useFigures = () => useContext(FiguresContext);

/** One question for so many jobs: a statistic of each. */
const BATCH = 50;
const RENEWED_MS = 60_000;

/** Asks for the jobs that were not asked for yet, many in one question, and for all of them anew once in a while. */
export function useJobFigures(ids: readonly string[]): KnownFigures {
  const client = useClient();
  const [byJob, setByJob] = useState<ReadonlyMap<string, Figures>>(new Map());
  const [failure, setFailure] = useState<Failure | null>(null);
  const askedAt = useRef(new Map<string, number>());
  const key = ids.join();

  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const now = Date.now();
      const known = askedAt.current;
      const wanted = key.split(',').filter((id) => id !== '' && now - (known.get(id) ?? 0) >= RENEWED_MS);
      for (let from = 0; from < wanted.length && isCurrent; from += BATCH) {
        const some = wanted.slice(from, from + BATCH);
        for (const id of some) known.set(id, now);
        const variables = { filter: { ids: some }, first: BATCH };
        const { data, error } = await client
          .query(parsed(JobFiguresDocument), variables, { requestPolicy: 'network-only' })
          .toPromise();
        if (data)
          setByJob((old) => new Map([...old, ...data.jobs.nodes.map((job) => [job.id, job.stats] as const)]));
        else for (const id of some) known.delete(id);
        setFailure(error && !data ? failureOf(error) : null);
      }
    };
    void ask();
    const timer = window.setInterval(() => document.visibilityState === 'visible' && void ask(), RENEWED_MS);
    return () => {
      isCurrent = false;
      window.clearInterval(timer);
    };
  }, [client, key]);

  return useMemo(() => ({ byJob, failure }), [byJob, failure]);
}
