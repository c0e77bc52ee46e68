import { columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table';
import type { Virtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { cx } from './cx';
import styles from './data-table.module.css';
import { HeadRow } from './data-table-head';
import {
  type DataTableProps,
  DEFAULT_WIDTH,
  NARROW_PX,
  NO_IDS,
  SELECT_WIDTH,
  widthOf,
} from './data-table-props';
import { RowView } from './data-table-row';
import { type Selection, selectAll, selectRow } from './selection';
import { Skeleton } from './spinner';

const END_ROWS = 12;
const SKELETON_ROWS = 8;
const EMPTY: Selection = new Set();
const features = tableFeatures({ columnVisibilityFeature });

export interface GridProps<Row, Scroller extends Element | Window> extends DataTableProps<Row> {
  virtualizer: Virtualizer<Scroller, HTMLTableRowElement>;
  /** What there is for it, in pixels. */
  width: number;
  /** Where its first row stands in what scrolls. */
  margin: number;
}

/** The table itself: its head, of its rows those in view, and what stands in their place. */
export function Grid<Row, Scroller extends Element | Window>(props: GridProps<Row, Scroller>) {
  const {
    columns,
    rows,
    rowKey,
    hiddenColumns = NO_IDS,
    selection = EMPTY,
    activeKey,
    virtualizer,
    margin,
  } = props;
  const [BodyRow] = useState(() => memo(RowView<Row>));
  const isNarrow = props.width <= NARROW_PX;
  const isSelectable = props.onSelectionChange !== undefined;

  const definitions = useMemo(
    () => columns.map((column) => ({ id: column.id, header: column.header })),
    [columns],
  );
  const items = virtualizer.getVirtualItems();
  // Those in view alone: of ten thousand rows, a model of all would be made anew with each page that comes.
  const data = useMemo(
    () =>
      items.flatMap(({ index }) => {
        const row = rows[index];
        return row === undefined ? [] : [{ index, row }];
      }),
    [items, rows],
  );
  const columnVisibility = useMemo(
    () => Object.fromEntries(hiddenColumns.map((id) => [id, false])),
    [hiddenColumns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (item) => rowKey(item.row),
    state: { columnVisibility },
  });
  const visibleIds = table
    .getVisibleLeafColumns()
    .map((column) => column.id)
    .join('\n');
  const visible = useMemo(() => {
    const ids = new Set(visibleIds.split('\n'));
    return columns.filter((column) => ids.has(column.id));
  }, [columns, visibleIds]);

  // Handlers that stay the same, so that a row renders again only when something of it changed.
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const anchor = useRef<string | null>(null);
  const [handlers] = useState(() => ({
    select: (key: string, isSelected: boolean, isRange: boolean) => {
      const { rows: shown, rowKey: keyOf, selection: chosen = EMPTY, onSelectionChange } = latest.current;
      const keys = shown.map(keyOf);
      onSelectionChange?.(selectRow(chosen, keys, key, isSelected, isRange ? anchor.current : null));
      anchor.current = key;
    },
    open: (row: Row) => latest.current.onOpen?.(row),
  }));

  const activeIndex = useMemo(
    () => (activeKey ? rows.findIndex((row) => rowKey(row) === activeKey) : -1),
    [activeKey, rows, rowKey],
  );
  useEffect(() => {
    // Only when another row became the active one: rows that come in must not move the page.
    const index = activeKey
      ? latest.current.rows.findIndex((row) => latest.current.rowKey(row) === activeKey)
      : -1;
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [activeKey, virtualizer]);

  const last = items.at(-1)?.index ?? -1;
  const askedAt = useRef(-1);
  const isAtEnd =
    props.hasMore === true && !props.isLoading && rows.length > 0 && last >= rows.length - END_ROWS;
  useEffect(() => {
    if (!isAtEnd || askedAt.current === rows.length) return;
    askedAt.current = rows.length;
    latest.current.onEndReached?.();
  }, [isAtEnd, rows.length]);

  const before = (items[0]?.start ?? margin) - margin;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin);
  const span = visible.length + (isSelectable ? 1 : 0);
  const isLoadingFirst = props.isLoading === true && rows.length === 0;
  return (
    <>
      <table
        className={cx(styles.table, isNarrow && styles.cards)}
        style={isNarrow ? undefined : { minWidth: widthOf(props) }}
        aria-label={props.label}
        aria-rowcount={(props.rowCount ?? (props.hasMore ? -2 : rows.length)) + 1}
        aria-busy={props.isLoading || undefined}
      >
        {!isNarrow && (
          <colgroup>
            {isSelectable && <col style={{ width: SELECT_WIDTH }} />}
            {visible.map((column) => (
              <col
                key={column.id}
                style={column.isGrowing ? undefined : { width: column.width ?? DEFAULT_WIDTH }}
              />
            ))}
          </colgroup>
        )}
        <thead className={styles.head}>
          <HeadRow
            columns={visible}
            sort={props.sort ?? null}
            onSort={props.onSort}
            selectable={isSelectable && rows.length > 0 ? countSelected(rows, rowKey, selection) : null}
            hasSelectColumn={isSelectable}
            onSelectAll={(isSelected) =>
              props.onSelectionChange?.(selectAll(selection, rows.map(rowKey), isSelected))
            }
          />
        </thead>
        {before > 0 && <Spacer height={before} span={span} />}
        <tbody>
          {table.getRowModel().rows.map(({ id, original: { index, row } }) => (
            <BodyRow
              key={id}
              index={index}
              measure={virtualizer.measureElement}
              rowId={id}
              row={row}
              columns={visible}
              label={props.rowLabel?.(row) ?? id}
              href={props.href?.(row)}
              isOpenable={props.onOpen !== undefined}
              isSelected={isSelectable ? selection.has(id) : undefined}
              isActive={index === activeIndex}
              isNarrow={isNarrow}
              mark={props.mark?.(row) ?? null}
              onSelect={handlers.select}
              onOpen={handlers.open}
            />
          ))}
        </tbody>
        {after > 0 && <Spacer height={after} span={span} />}
      </table>
      {isLoadingFirst && (
        <div className={styles.loading} role="status" aria-label={`${props.label}: loading`}>
          <Skeleton lines={SKELETON_ROWS} height={14} />
        </div>
      )}
      {!props.isLoading && rows.length === 0 && props.empty}
      {props.footer && <div className={styles.footer}>{props.footer}</div>}
    </>
  );
}

function countSelected<Row>(rows: readonly Row[], rowKey: (row: Row) => string, selection: Selection) {
  if (selection.size === 0) return 'none';
  let count = 0;
  for (const row of rows) if (selection.has(rowKey(row))) count++;
  return count === 0 ? 'none' : count === rows.length ? 'all' : 'some';
}

/** Stands for the rows above or below that are not in the document. */
function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tbody aria-hidden="true" className={styles.spacer}>
      <tr>
        <td colSpan={span} style={{ height }} />
      </tr>
    </tbody>
  );
}
