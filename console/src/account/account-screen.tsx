import { lazy, Suspense } from 'react';
import { useSession } from '../api/session';
import { readChoice } from '../app/address-filters';
import { useSearchState } from '../app/search';
import { Banner } from '../ui/feedback';
import { PageHeader, Stack } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Badge, lookOf } from '../ui/status-badge';
import { TabPanel, Tabs } from '../ui/tabs';

/** In the order of the tabs; each is a file of its own, loaded when it is opened. */
const PARTS = [
  { value: 'profile', label: 'Profile', Part: lazy(() => import('./profile')) },
  { value: 'keys', label: 'API keys', Part: lazy(() => import('./api-keys')) },
  { value: 'notifications', label: 'Notifications', Part: lazy(() => import('../notifications/inbox')) },
  { value: 'credits', label: 'Credits', Part: lazy(() => import('./credits')) },
  { value: 'quotas', label: 'Quotas', Part: lazy(() => import('./quotas')) },
  { value: 'usage', label: 'Usage', Part: lazy(() => import('./usage')) },
  { value: 'activity', label: 'Activity', Part: lazy(() => import('./activity')) },
] as const;

/** What belongs to a person rather than to the whole account that is acted for. */
const PERSONAL = new Set(['notifications', 'activity']);

export function AccountScreen() {
  const [search, change] = useSearchState();
  const { viewer, account } = useSession();
  const tab = readChoice(
    search,
    'tab',
    PARTS.map(({ value }) => value),
    'profile',
  );
  const isTeam = account.id !== viewer.account.id;
  const { Part } = PARTS.find(({ value }) => value === tab) ?? PARTS[0];
  return (
    <Stack>
      <PageHeader
        title={<bdi>{account.name}</bdi>}
        sub={
          <>
            <Badge>{account.kind === 'TEAM' ? 'Team' : 'Personal account'}</Badge>
            <Badge>{lookOf(account.tier).label}</Badge>
            <bdi>{viewer.email}</bdi>
          </>
        }
      />
      <Tabs
        label="Account"
        value={tab}
        onChange={(next) => change({ tab: next === 'profile' ? null : next, action: null, unread: null })}
        tabs={PARTS}
      >
        <TabPanel value={tab}>
          {isTeam && PERSONAL.has(tab) && (
            <Banner>
              These are your own, whichever account you act for. You act for <bdi>{account.name}</bdi> now.
            </Banner>
          )}
          <Suspense fallback={<Skeleton lines={6} />}>
            <Part />
          </Suspense>
        </TabPanel>
      </Tabs>
    </Stack>
  );
}
