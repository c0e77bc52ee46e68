import { useEffect, useMemo, useState } from 'react';
import {
  PeopleCountDocument,
  PeopleDocument,
  type PersonRowFragment,
  type UserRole,
  type UserStatus,
  type UserTier,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import { readSet, SetFilter, TextFilter } from '../app/address-filters';
import { AddressProblems } from '../app/address-problems';
import { PagedTable } from '../app/paged-table';
import { oneOf, useSearchState } from '../app/search';
import type { Column } from '../ui/data-table';
import { EmptyState } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { PageHeader, Stack, Toolbar } from '../ui/layout';
import { Badge, lookOf, StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './people.module.css';
import { PersonDrawer } from './person-drawer';
import { roleWord } from './roles';

const STATUSES: readonly UserStatus[] = ['ACTIVE', 'UNVERIFIED', 'SUSPENDED'];
const TIERS: readonly UserTier[] = ['FREE', 'PRO', 'ENTERPRISE'];
const ROLES: readonly UserRole[] = ['USER', 'ADMIN'];
const keyOf = ({ id }: PersonRowFragment) => id;
const labelOf = ({ email }: PersonRowFragment) => email;

const COLUMNS: readonly Column<PersonRowFragment>[] = [
  {
    id: 'email',
    header: 'Email',
    width: 240,
    isGrowing: true,
    cell: ({ email }) => <bdi className={styles.cut}>{email}</bdi>,
  },
  {
    id: 'name',
    header: 'Name',
    width: 200,
    isGrowing: true,
    cell: ({ fullName }) => <bdi className={styles.cut}>{fullName ?? '–'}</bdi>,
  },
  {
    id: 'status',
    header: 'Status',
    width: 130,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  { id: 'tier', header: 'Tier', width: 110, cell: ({ tier }) => lookOf(tier).label },
  {
    id: 'role',
    header: 'Role',
    width: 130,
    cell: ({ role }) => (role === 'ADMIN' ? <Badge tone="accent">{roleWord(role)}</Badge> : roleWord(role)),
  },
  { id: 'since', header: 'Registered', width: 160, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** Who uses the server; for administrators. */
export function PeopleScreen() {
  const { whyNot } = useSession();
  const reason = whyNot('ADMIN');
  return (
    <Stack>
      {reason === null ? (
        <People />
      ) : (
        <>
          <PageHeader title="People" />
          <EmptyState title="This is for administrators">{reason}</EmptyState>
        </>
      )}
    </Stack>
  );
}

function People() {
  const [search, change] = useSearchState();
  const [version, setVersion] = useState(0);
  const statuses = readSet(search, 'status', STATUSES);
  const tiers = readSet(search, 'tier', TIERS);
  const roles = readSet(search, 'role', ROLES);
  const text = oneOf(search, 'q')?.trim() || undefined;
  const filter = { status: statuses.values, tier: tiers.values, role: roles.values, search: text };
  const pages = usePages(
    PeopleDocument,
    (page) => ({ filter, ...page }),
    ({ users }) => users,
  );
  const { data } = useData(PeopleCountDocument, { filter });
  const { reload } = pages;
  useEffect(() => {
    // A change made here is read at once.
    if (version > 0) reload();
  }, [version, reload]);
  const problems = useMemo(
    () => [...statuses.problems, ...tiers.problems, ...roles.problems],
    [statuses, tiers, roles],
  );
  const count = data?.users.count;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title="People"
        sub={
          count &&
          `${formatNumber(count.value)}${count.isCapped ? '+' : ''} ${isFiltered ? 'match' : 'in all'}`
        }
      />
      <Toolbar label="Filters">
        <TextFilter param="q" label="Address or name" />
        <SetFilter param="status" label="Status" values={STATUSES} />
        <SetFilter param="tier" label="Tier" values={TIERS} />
        <SetFilter param="role" label="Role" values={ROLES} wordOf={roleWord} />
      </Toolbar>
      <AddressProblems problems={problems} />
      <PagedTable
        label="People"
        pages={pages}
        columns={COLUMNS}
        rowKey={keyOf}
        rowLabel={labelOf}
        onOpen={({ id }) => change({ user: id })}
        empty={<EmptyState title="Nobody matches">Take a filter away, or search for less.</EmptyState>}
      />
      <PersonDrawer
        id={oneOf(search, 'user') ?? null}
        onClose={() => change({ user: null })}
        onChanged={() => setVersion((count) => count + 1)}
      />
    </>
  );
}
