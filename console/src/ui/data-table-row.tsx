import type { MouseEvent } from 'react';
import { cx } from './cx';
import styles from './data-table.module.css';
import type { Column } from './data-table-props';
import fieldStyles from './field.module.css';
import { isolated } from './isolated';

export interface RowViewProps<Row> {
  index: number;
  measure: (element: HTMLTableRowElement | null) => void;
  rowId: string;
  row: Row;
  columns: readonly Column<Row>[];
  label: string;
  href: string | undefined;
  isOpenable: boolean;
  /** Undefined where rows cannot be chosen. */
  isSelected: boolean | undefined;
  isActive: boolean;
  isNarrow: boolean;
  mark: 'dimmed' | 'new' | null;
  onSelect: (key: string, isSelected: boolean, isRange: boolean) => void;
  onOpen: (row: Row) => void;
}

/** What is pressed itself is not a press on its row. */
const CONTROLS = 'a, button, input, label, select, textarea, summary, [role="menuitem"]';

function isOnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest(CONTROLS) !== null;
}

const isPlain = (event: MouseEvent) => !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

export function RowView<Row>(props: RowViewProps<Row>) {
  const {
    index,
    measure,
    rowId,
    row,
    columns,
    label,
    href,
    isOpenable,
    isSelected,
    isNarrow,
    mark,
    onSelect,
    onOpen,
  } = props;
  const titleId = (columns.find((column) => column.card === 'title') ?? columns[0])?.id;
  const openElsewhere = () => {
    if (href) window.open(href, '_blank', 'noopener');
  };
  const press = (event: MouseEvent<HTMLTableRowElement>) => {
    // Text of the row is being selected.
    if (isOnControl(event) || window.getSelection()?.isCollapsed === false) return;
    if (event.metaKey || event.ctrlKey) openElsewhere();
    else if (event.shiftKey && isSelected !== undefined) onSelect(rowId, true, true);
    else if (isOpenable) onOpen(row);
  };
  return (
    // For the keyboard there is the link of its title, and Enter on the active row.
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-current={props.isActive || undefined}
      className={cx(
        styles.row,
        (isOpenable || href) && styles.openable,
        isSelected && styles.selected,
        props.isActive && styles.active,
        mark === 'dimmed' && styles.dimmed,
        mark === 'new' && styles.new,
      )}
      onClick={press}
      onMouseDown={(event) => {
        // Otherwise a middle press would begin to scroll, and a range would select text.
        if (
          (event.button === 1 && href && !isOnControl(event)) ||
          (event.shiftKey && isSelected !== undefined)
        ) {
          event.preventDefault();
        }
      }}
      onAuxClick={(event) => {
        if (event.button === 1 && !isOnControl(event)) openElsewhere();
      }}
    >
      {isSelected !== undefined && (
        <td className={styles.select}>
          <label className={styles.selectBox}>
            <input
              type="checkbox"
              className={fieldStyles.checkbox}
              aria-label={`Select ${isolated(label)}`}
              checked={isSelected}
              onChange={(event) => {
                const native = event.nativeEvent;
                onSelect(rowId, event.target.checked, native instanceof window.MouseEvent && native.shiftKey);
              }}
            />
          </label>
        </td>
      )}
      {columns.map((column) => {
        const isTitle = column.id === titleId;
        if (isNarrow && !isTitle && column.card === 'none') return null;
        const content = column.cell(row);
        return (
          <td
            key={column.id}
            className={cx(
              column.align === 'right' && styles.right,
              isNarrow && (isTitle ? styles.title : styles.line),
            )}
          >
            {isNarrow && !isTitle && <span className={styles.name}>{column.header}</span>}
            {isTitle && href ? (
              <a
                className={styles.link}
                href={href}
                onClick={(event) => {
                  if (!isOpenable || !isPlain(event)) return;
                  event.preventDefault();
                  onOpen(row);
                }}
              >
                {content}
              </a>
            ) : isNarrow ? (
              <div className={styles.content}>{content}</div>
            ) : (
              content
            )}
          </td>
        );
      })}
    </tr>
  );
}
