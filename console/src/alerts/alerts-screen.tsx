import { useState } from 'react';
import { AlertCountsDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { readChoice } from '../app/address-filters';
import { oneOf, useSearchState } from '../app/search';
import { Button } from '../ui/button';
import { formatNumber } from '../ui/format';
import { PlusIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader, Stack } from '../ui/layout';
import { TabPanel, Tabs } from '../ui/tabs';
import { AlertDrawer } from './alert-drawer';
import { AlertList } from './alert-list';
import { RuleDialog } from './rule-dialog';
import { RuleList } from './rule-list';

const VIEWS = ['open', 'acknowledged', 'history', 'rules'] as const;
const EVERY_MS = 15_000;

/** What needs somebody, what did, and the rules that find it. */
export function AlertsScreen() {
  const [search, change] = useSearchState();
  const { whyNot } = useSession();
  const [isCreating, setCreating] = useState(false);
  /** Counts what was changed here, so that lists and counts are read anew. */
  const [version, setVersion] = useState(0);
  const { data, reload } = useData(AlertCountsDocument, {}, { everyMs: EVERY_MS });
  const view = readChoice(search, 'view', VIEWS, 'open');
  const create = () => setCreating(true);
  const onChanged = () => {
    reload();
    setVersion((count) => count + 1);
  };
  useKeys([{ keys: 'n', label: 'New alert rule', run: create, when: !whyNot('MANAGE') }], 'Alerts');

  const countOf = (count: { value: number; isCapped: boolean } | undefined) =>
    count && `${formatNumber(count.value)}${count.isCapped ? '+' : ''}`;
  return (
    <Stack>
      <PageHeader
        title="Alerts"
        sub="Rules are judged every 30 seconds. Whoever owns one is told as of other notifications."
        actions={
          <Button
            variant="primary"
            icon={<PlusIcon />}
            shortcut="N"
            disabledReason={whyNot('MANAGE')}
            onClick={create}
          >
            New rule
          </Button>
        }
      />
      <Tabs
        label="Alerts"
        value={view}
        onChange={(next) => change({ view: next === 'open' ? null : next, status: null })}
        tabs={[
          { value: 'open', label: 'Open', count: countOf(data?.open.count) },
          { value: 'acknowledged', label: 'Acknowledged', count: countOf(data?.acknowledged.count) },
          { value: 'history', label: 'History' },
          { value: 'rules', label: 'Rules' },
        ]}
      >
        <TabPanel value={view}>
          {view === 'rules' ? (
            <RuleList version={version} onCreate={create} onChanged={onChanged} />
          ) : (
            <AlertList key={view} view={view} version={version} onChanged={onChanged} onCreate={create} />
          )}
        </TabPanel>
      </Tabs>
      <AlertDrawer
        id={oneOf(search, 'alert') ?? null}
        onClose={() => change({ alert: null })}
        onChanged={onChanged}
      />
      {isCreating && (
        <RuleDialog
          rule={null}
          onClose={() => setCreating(false)}
          onSaved={() => {
            setCreating(false);
            onChanged();
            change({ view: 'rules' });
          }}
        />
      )}
    </Stack>
  );
}
