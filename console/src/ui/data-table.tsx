import { columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { cx } from './cx';
import styles from './data-table.module.css';
import { HeadRow, type Sort } from './data-table-head';
import { RowView } from './data-table-row';
import { type Selection, selectAll, selectRow } from './selection';
import { Skeleton } from './spinner';

export type { Sort } from './data-table-head';
export type { Selection } from './selection';

export interface Column<Row> {
  id: string;
  /** Its name: in the head, in the menu of columns, and beside its value on a card. */
  header: string;
  cell: (row: Row) => ReactNode;
  /** In pixels; 140 by default. */
  width?: number;
  /** Takes what room is left; `width` is its least. */
  isGrowing?: boolean;
  align?: 'left' | 'right';
  isSortable?: boolean;
  /** Can be hidden by the menu of columns; true by default. */
  canHide?: boolean;
  /** On a narrow page each row is a card: this is its title, a line of it, or not on it. The first is the title. */
  card?: 'title' | 'line' | 'none';
}

export interface DataTableProps<Row> {
  /** What the rows are: `Runs`. */
  label: string;
  /** Keep it stable (module scope or useMemo): new columns render every row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Names one row to screen readers: `Run 1,284`. Its key by default. */
  rowLabel?: (row: Row) => string;
  /** `self`: the table fills its parent's height and scrolls within it. `page`: it grows with the page. */
  scroll?: 'self' | 'page';
  hiddenColumns?: readonly string[];
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  selection?: Selection;
  /** With it, rows can be chosen. */
  onSelectionChange?: (selection: Selection) => void;
  /** The row that `j` and `k` move; it is scrolled into view. */
  activeKey?: string | null;
  /** Where a row leads: its title is that link, a middle press anywhere on it opens it in a new tab. */
  href?: (row: Row) => string;
  /** A plain press on a row or its link; without it the link is followed by the browser. */
  onOpen?: (row: Row) => void;
  /** `dimmed`: no longer matches. `new`: came while one looked. */
  mark?: (row: Row) => 'dimmed' | 'new' | null;
  /** How many there are in all, where that is known. */
  rowCount?: number;
  hasMore?: boolean;
  /** Called once for each length of `rows` when its end comes near; only while `hasMore`. */
  onEndReached?: () => void;
  isLoading?: boolean;
  /** In the place of rows when there are none. */
  empty?: ReactNode;
  /** Below the last row: `Loading more`, an error with a retry, the end. */
  footer?: ReactNode;
}

const ROW_PX = 36;
const HEAD_PX = 34;
const CARD_PX = 120;
const OVERSCAN = 6;
const NARROW_PX = 600;
const END_ROWS = 12;
const DEFAULT_WIDTH = 140;
const SELECT_WIDTH = 40;
const SKELETON_ROWS = 8;
const NO_ROWS: readonly string[] = [];
const EMPTY: Selection = new Set();
const features = tableFeatures({ columnVisibilityFeature });

/** Rows of which only those in view are in the document; a card each where there is no room for columns. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return props.scroll === 'page' ? <PageTable {...props} /> : <SelfTable {...props} />;
}

function SelfTable<Row>(props: DataTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  // The head stands above the rows; cards have none.
  const margin = width <= NARROW_PX ? 0 : HEAD_PX;
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    ...sizing(props, width),
    getScrollElement: () => scroller.current,
    scrollMargin: margin,
    scrollPaddingStart: margin,
  });
  return (
    <div ref={scroller} className={cx(styles.scroller, styles.self)}>
      <Grid {...props} virtualizer={virtualizer} width={width} margin={margin} />
    </div>
  );
}

function PageTable<Row>(props: DataTableProps<Row>) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    // After each render: what stands above it may have grown.
    if (place.current) setMargin(Math.round(place.current.getBoundingClientRect().top + window.scrollY));
  });
  const head = width <= NARROW_PX ? 0 : HEAD_PX;
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    ...sizing(props, width),
    scrollMargin: margin + head,
    scrollPaddingStart: head,
  });
  const isTooWide = width > NARROW_PX && widthOf(props) > width;
  return (
    <div ref={place} className={cx(isTooWide && styles.sideways)}>
      <Grid {...props} virtualizer={virtualizer} width={width} margin={margin + head} />
    </div>
  );
}

function sizing<Row>({ rows, rowKey }: DataTableProps<Row>, width: number) {
  return {
    count: rows.length,
    estimateSize: () => (width <= NARROW_PX ? CARD_PX : ROW_PX),
    overscan: OVERSCAN,
    getItemKey: (index: number) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  };
}

function widthOf<Row>({ columns, hiddenColumns = NO_ROWS, onSelectionChange }: DataTableProps<Row>): number {
  return columns
    .filter((column) => !hiddenColumns.includes(column.id))
    .reduce((sum, column) => sum + (column.width ?? DEFAULT_WIDTH), onSelectionChange ? SELECT_WIDTH : 0);
}

function useWidth(ref: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(NARROW_PX + 1);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

interface GridProps<Row, Scroller extends Element | Window> extends DataTableProps<Row> {
  virtualizer: Virtualizer<Scroller, HTMLTableRowElement>;
  width: number;
  margin: number;
}

function Grid<Row, Scroller extends Element | Window>(props: GridProps<Row, Scroller>) {
  const {
    columns,
    rows,
    rowKey,
    hiddenColumns = NO_ROWS,
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
  const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
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

  const items = virtualizer.getVirtualItems();
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
  const model = table.getRowModel().rows;
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
          {items.map((item) => {
            const found = model[item.index];
            if (!found) return null;
            const { id } = found;
            const { row } = found.original;
            return (
              <BodyRow
                key={id}
                index={item.index}
                measure={virtualizer.measureElement}
                rowId={id}
                row={row}
                columns={visible}
                label={props.rowLabel?.(row) ?? id}
                href={props.href?.(row)}
                isOpenable={props.onOpen !== undefined}
                isSelected={isSelectable ? selection.has(id) : undefined}
                isActive={item.index === activeIndex}
                isNarrow={isNarrow}
                mark={props.mark?.(row) ?? null}
                onSelect={handlers.select}
                onOpen={handlers.open}
              />
            );
          })}
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
