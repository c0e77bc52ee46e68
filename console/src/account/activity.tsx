import { useMemo } from 'react';
import { ActivityDocument } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { manyOf, oneOf, useSearchState } from '../app/search';
import { readTimes } from '../runs/filters';
import { TimesFilter } from '../runs/times-filter';
import { Banner } from '../ui/feedback';
import { Stack, Toolbar } from '../ui/layout';
import { MultiSelect } from '../ui/multi-select';
import { ActivityTable, actionText } from './activity-table';

export default function ActivityTab() {
  const [search, change] = useSearchState();
  const actions = manyOf(search, 'action');
  const range = oneOf(search, 'at');
  // Taken once for a range, so that its pages fit together.
  const timestamp = useMemo(() => (range === undefined ? undefined : readTimes(range, Date.now())), [range]);
  const pages = usePages(
    ActivityDocument,
    (page) => ({
      filter: { action: actions.length > 0 ? actions : undefined, timestamp: timestamp ?? undefined },
      ...page,
    }),
    ({ viewer }) => viewer?.activity,
  );
  const { rows } = pages;
  const seen = useMemo(() => [...new Set(rows.map(({ action }) => action))].sort(), [rows]);
  const offered = [...new Set([...actions, ...seen])];
  return (
    <Stack>
      <Toolbar label="Filters">
        <MultiSelect
          label="Action"
          options={offered.map((action) => ({ value: action, label: actionText(action) }))}
          value={actions}
          onChange={(next) => change({ action: next })}
        />
        <TimesFilter label="When" value={range ?? null} onChange={(at) => change({ at })} />
      </Toolbar>
      {timestamp === null && (
        <Banner tone="warning">The range of times in this address makes no sense.</Banner>
      )}
      <ActivityTable pages={pages} />
    </Stack>
  );
}
