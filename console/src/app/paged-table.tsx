import { type ReactNode, useState } from 'react';
import type { Pages } from '../api/use-pages';
import { type Column, DataTable } from '../ui/data-table';
import { ErrorPanel } from '../ui/feedback';
import { Spinner } from '../ui/spinner';
import { useTableKeys } from '../ui/table-keys';

export interface PagedTableProps<Row> {
  label: string;
  pages: Pages<Row>;
  /** Keep it stable: new columns render every row. */
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  rowLabel?: (row: Row) => string;
  href?: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** As `DataTable` has it; `page` by default. */
  scroll?: 'self' | 'page';
  hiddenColumns?: readonly string[];
  mark?: (row: Row) => 'dimmed' | 'new' | null;
  empty: ReactNode;
  /** Whether `j`, `k` and Enter are this table's: of one table on a page. */
  hasKeys?: boolean;
}

/** A table of a list that is read page by page: with its keys, its next page at its end, and its error. */
export function PagedTable<Row>({ pages, empty, hasKeys = true, ...table }: PagedTableProps<Row>) {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const { rows, hasMore, isLoading, failure, more, reload } = pages;
  useTableKeys({
    rows,
    rowKey: table.rowKey,
    activeKey,
    onActiveChange: setActiveKey,
    onOpen: table.onOpen,
    group: table.label,
    isOn: hasKeys,
  });
  return (
    <DataTable
      scroll="page"
      {...table}
      rows={rows}
      activeKey={activeKey}
      hasMore={hasMore}
      onEndReached={more}
      isLoading={isLoading}
      empty={failure ? null : empty}
      footer={
        failure ? (
          <ErrorPanel
            message={failure.message}
            code={failure.code}
            onRetry={rows.length === 0 ? reload : more}
          />
        ) : isLoading && rows.length > 0 && hasMore ? (
          <Spinner label="Loading more" />
        ) : null
      }
    />
  );
}
