import { readChoice } from '../app/address-filters';
import { oneOf, useSearchState } from '../app/search';
import { PageHeader, Stack } from '../ui/layout';
import { TabPanel, Tabs } from '../ui/tabs';
import { CompletionList } from './completion-list';
import { DetailDrawer } from './detail-drawer';
import { LogList } from './log-list';
import { TaskList } from './task-list';

const VIEWS = [
  { value: 'tasks', label: 'Tasks', List: TaskList },
  { value: 'completions', label: 'Completions', List: CompletionList },
  { value: 'log', label: 'Verifications', List: LogList },
] as const;

/** What is to be done on X for credits, who says that they did it, and what was found. */
export function VerificationScreen() {
  const [search, change] = useSearchState();
  const view = readChoice(
    search,
    'view',
    VIEWS.map(({ value }) => value),
    'tasks',
  );
  const { List } = VIEWS.find(({ value }) => value === view) ?? VIEWS[0];
  return (
    <Stack>
      <PageHeader
        title="Verification"
        sub="Tasks on X are paid in credits, once somebody's claim to have done one is verified."
      />
      <Tabs
        label="Verification"
        value={view}
        onChange={(next) =>
          change({ view: next === 'tasks' ? null : next, status: null, result: null, type: null })
        }
        tabs={VIEWS}
      >
        <TabPanel value={view}>
          <Stack>
            <List />
          </Stack>
        </TabPanel>
      </Tabs>
      <DetailDrawer
        id={oneOf(search, 'open') ?? null}
        onOpen={(id) => change({ open: id })}
        onClose={() => change({ open: null })}
      />
    </Stack>
  );
}
