import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { parsed } from '../../api/client';
import { type Failure, failureOf } from '../../api/errors';
import {
  RunMetricLabelsDocument,
  RunMetricSeriesDocument,
  type RunMetricSeriesQuery,
} from '../../api/generated/graphql';
import { type LabelSet, labelSetsOf } from './label-sets';

/** As many as there are colours. */
const MOST_LINES = 6;
const FRESH = { requestPolicy: 'network-only' } as const;

/** A metric over time: a line for each of its label sets. */
export interface MetricLines {
  lines: readonly { set: LabelSet; points: RunMetricSeriesQuery['metricSeries'] }[];
  /** Label sets that have no line. */
  leftOut: number;
}

/** Reads the label sets of a run's metric and the series of each. All that it was before stays until all of it is read. */
export function useSeries(runId: string, name: string) {
  const client = useClient();
  const [read, setRead] = useState<MetricLines | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** Counts what was asked: only the latest answer counts. */
  const asked = useRef(0);

  const reload = useCallback(async () => {
    const number = ++asked.current;
    const isOld = () => number !== asked.current;
    const latest = await client
      .query(parsed(RunMetricLabelsDocument), { id: runId, name }, FRESH)
      .toPromise();
    if (isOld()) return;
    if (latest.error) return setFailure(failureOf(latest.error));
    const sets = labelSetsOf(latest.data?.execution?.metrics.nodes ?? []);
    const drawn = sets.slice(0, MOST_LINES);
    const answers = await Promise.all(
      drawn.map(({ labels }) => {
        const filter = { executionId: runId, ...(sets.length > 1 && { labels }) };
        return client.query(parsed(RunMetricSeriesDocument), { name, filter }, FRESH).toPromise();
      }),
    );
    if (isOld()) return;
    const refused = answers.find(({ error }) => error)?.error;
    if (refused) return setFailure(failureOf(refused));
    setFailure(null);
    setRead({
      lines: drawn.map((set, at) => ({ set, points: answers[at]?.data?.metricSeries ?? [] })),
      leftOut: sets.length - drawn.length,
    });
  }, [client, runId, name]);

  useEffect(() => {
    void reload();
    return () => {
      asked.current++;
    };
  }, [reload]);
  return { read, failure, reload: useCallback(() => void reload(), [reload]) };
}
