import { IconButton } from './button';
import { Checkbox } from './checkbox';
import { cx } from './cx';
import styles from './data-table.module.css';
import type { Column, Sort } from './data-table-props';
import { ArrowDownIcon, ArrowUpIcon, ColumnsIcon, SortIcon } from './icons';
import { Menu } from './menu';

interface HeadRowProps<Row> {
  columns: readonly Column<Row>[];
  sort: Sort | null;
  onSort: ((sort: Sort) => void) | undefined;
  hasSelectColumn: boolean;
  /** How many of the rows are chosen; null when there is none to choose. */
  selectable: 'none' | 'some' | 'all' | null;
  onSelectAll: (isSelected: boolean) => void;
}

export function HeadRow<Row>({
  columns,
  sort,
  onSort,
  hasSelectColumn,
  selectable,
  onSelectAll,
}: HeadRowProps<Row>) {
  return (
    <tr aria-rowindex={1}>
      {hasSelectColumn && (
        <th scope="col" className={styles.select}>
          <Checkbox
            label="Select all shown"
            isLabelHidden
            isChecked={selectable === 'all'}
            isMixed={selectable === 'some'}
            disabledReason={null}
            onChange={() => onSelectAll(selectable !== 'all')}
          />
        </th>
      )}
      {columns.map((column) => {
        const direction = sort?.column === column.id ? sort.direction : null;
        return (
          <th
            key={column.id}
            scope="col"
            className={cx(column.align === 'right' && styles.right)}
            aria-sort={direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : undefined}
          >
            {column.isSortable && onSort ? (
              <button
                type="button"
                className={styles.sort}
                // What is newest or largest is looked for first.
                onClick={() =>
                  onSort({ column: column.id, direction: direction === 'desc' ? 'asc' : 'desc' })
                }
              >
                {column.header}
                {direction === 'asc' ? (
                  <ArrowUpIcon size={12} />
                ) : direction === 'desc' ? (
                  <ArrowDownIcon size={12} />
                ) : (
                  <SortIcon size={12} className={styles.unsorted} />
                )}
              </button>
            ) : (
              column.header
            )}
          </th>
        );
      })}
    </tr>
  );
}

export interface ColumnsMenuProps<Row> {
  columns: readonly Column<Row>[];
  hidden: readonly string[];
  onChange: (hidden: readonly string[]) => void;
}

/** Which columns a table shows. */
export function ColumnsMenu<Row>({ columns, hidden, onChange }: ColumnsMenuProps<Row>) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="Columns" variant="default">
          <ColumnsIcon />
        </IconButton>
      }
      items={columns
        .filter((column) => column.canHide !== false)
        .map((column) => {
          const isShown = !hidden.includes(column.id);
          return {
            label: column.header,
            isChecked: isShown,
            onSelect: () =>
              onChange(isShown ? [...hidden, column.id] : hidden.filter((id) => id !== column.id)),
          };
        })}
    />
  );
}
