import { Link } from '@tanstack/react-router';
import {
  BalanceDocument,
  CreditTransactionsDocument,
  type CreditTransactionsQuery,
  type CreditTransactionType,
} from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import { PagedTable } from '../app/paged-table';
import type { Column } from '../ui/data-table';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { Card, Stack, Stat, Stats } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Badge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './account.module.css';

type Transaction = NonNullable<
  CreditTransactionsQuery['account']
>['creditAccount']['transactions']['nodes'][number];

const EVERY_MS = 30_000;
const WORDS: Record<CreditTransactionType, string> = {
  GRANT: 'Granted',
  PURCHASE: 'Bought',
  HOLD: 'Held',
  SPEND: 'Spent',
  REFUND: 'Returned',
};

const signed = (amount: number) =>
  amount > 0 ? `+${formatNumber(amount)}` : formatNumber(amount).replace('-', '−');

const COLUMNS: readonly Column<Transaction>[] = [
  { id: 'at', header: 'When', width: 160, cell: ({ createdAt }) => <Time at={createdAt} /> },
  { id: 'type', header: 'Kind', width: 110, cell: ({ type }) => <Badge>{WORDS[type]}</Badge> },
  {
    id: 'for',
    header: 'For',
    width: 240,
    isGrowing: true,
    cell: ({ description, execution }) =>
      execution ? (
        <Link to="/runs/$id" params={{ id: execution.id }} className={styles.cut}>
          <bdi>{execution.job.name}</bdi>, run {execution.runNumber}
        </Link>
      ) : (
        <bdi className={styles.cut} title={description ?? undefined}>
          {description ?? '–'}
        </bdi>
      ),
  },
  {
    id: 'amount',
    header: 'Amount',
    width: 110,
    align: 'right',
    cell: ({ amount }) => (
      <span className={amount > 0 ? `${styles.amount} ${styles.plus}` : styles.amount}>{signed(amount)}</span>
    ),
  },
  {
    id: 'balance',
    header: 'Balance',
    width: 110,
    align: 'right',
    cell: ({ balanceAfter }) => <span className={styles.amount}>{formatNumber(balanceAfter)}</span>,
  },
];

export default function CreditsTab() {
  const { data, failure, reload } = useData(BalanceDocument, {}, { everyMs: EVERY_MS });
  const pages = usePages(
    CreditTransactionsDocument,
    (page) => page,
    ({ account }) => account?.creditAccount.transactions,
  );
  return (
    <Stack>
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      <Card>
        <Stats>
          <Stat
            label="Credits left"
            value={data?.account ? formatNumber(data.account.creditAccount.balance) : <Skeleton width={80} />}
            hint="Held when a run is accepted; spent when it completes, and returned when it fails or is canceled."
          />
        </Stats>
      </Card>
      <PagedTable
        label="Transactions"
        pages={pages}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        rowLabel={({ type, amount }) => `${WORDS[type]} ${signed(amount)}`}
        empty={
          <EmptyState title="No credits have moved yet">
            Each grant, purchase, hold and return is listed here, with the balance after it.
          </EmptyState>
        }
      />
    </Stack>
  );
}
