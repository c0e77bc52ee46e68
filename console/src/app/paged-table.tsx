import { useState } from 'react';
import type { Pages } from '../api/use-pages';
import { DataTable, type DataTableProps } from '../ui/data-table';
import { useTableKeys } from '../ui/table-keys';
import { EndOfList } from './end-of-list';

type Own = 'rows' | 'activeKey' | 'hasMore' | 'onEndReached' | 'isLoading' | 'footer';

/** As `DataTable` has them, which `pages` and the table itself give the others; `scroll` is `page` by default. */
export interface PagedTableProps<Row> extends Omit<DataTableProps<Row>, Own> {
  pages: Pages<Row>;
  /** Whether `j`, `k` and Enter are this table's: of one table on a page. */
  hasKeys?: boolean;
}

/** A table of a list that is read page by page: with its keys, its next page at its end, and its error. */
export function PagedTable<Row>({ pages, empty, hasKeys = true, ...table }: PagedTableProps<Row>) {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const { rows, hasMore, isLoading, failure, more } = pages;
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
      footer={<EndOfList pages={pages} />}
    />
  );
}
