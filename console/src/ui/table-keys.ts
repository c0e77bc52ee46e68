import { useKeys } from './keys';
import { type Selection, selectRow } from './selection';

export interface TableKeysOptions<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  activeKey: string | null;
  onActiveChange: (key: string) => void;
  onOpen?: (row: Row) => void;
  selection?: Selection;
  onSelectionChange?: (selection: Selection) => void;
  /** In the list of keys. */
  group?: string;
  isOn?: boolean;
}

/** `j` and `k` move the active row of a table, `x` chooses it, Enter opens it. */
export function useTableKeys<Row>(options: TableKeysOptions<Row>): void {
  const {
    rows,
    rowKey,
    activeKey,
    onActiveChange,
    onOpen,
    selection,
    onSelectionChange,
    isOn = true,
  } = options;
  const at = activeKey === null ? -1 : rows.findIndex((row) => rowKey(row) === activeKey);
  const move = (by: number) => {
    // Otherwise Enter would press a button that was used before, and not open the row.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next !== undefined) onActiveChange(rowKey(next));
  };
  const row = rows[at];
  useKeys(
    [
      { keys: 'j', label: 'Next row', run: () => move(1), when: isOn },
      { keys: 'k', label: 'Previous row', run: () => move(-1), when: isOn },
      {
        keys: 'x',
        label: 'Choose the row',
        when: isOn && onSelectionChange !== undefined,
        run: () => {
          if (row === undefined || !selection) return;
          const key = rowKey(row);
          onSelectionChange?.(selectRow(selection, [key], key, !selection.has(key), null));
        },
      },
      {
        keys: 'Enter',
        label: 'Open the row',
        run: () => row !== undefined && onOpen?.(row),
        when: isOn && onOpen !== undefined,
      },
    ],
    options.group ?? 'List',
  );
}
