import type { ReactNode } from 'react';
import type { Selection } from './selection';

export interface Sort {
  column: string;
  direction: 'asc' | 'desc';
}

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

/** Rows are cards on a page that is no wider. */
export const NARROW_PX = 600;
export const DEFAULT_WIDTH = 140;
export const SELECT_WIDTH = 40;
export const NO_IDS: readonly string[] = [];

/** The least that the columns need, in pixels. */
export function widthOf<Row>({
  columns,
  hiddenColumns = NO_IDS,
  onSelectionChange,
}: DataTableProps<Row>): number {
  return columns
    .filter((column) => !hiddenColumns.includes(column.id))
    .reduce((sum, column) => sum + (column.width ?? DEFAULT_WIDTH), onSelectionChange ? SELECT_WIDTH : 0);
}
