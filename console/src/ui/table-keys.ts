import { useLayoutEffect, useRef } from 'react';
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
  // Keys may come faster than the page renders: each goes on from where the one before it left.
  const current = useRef(activeKey);
  useLayoutEffect(() => {
    current.current = activeKey;
  }, [activeKey]);
  const place = () => rows.findIndex((row) => rowKey(row) === current.current);
  const move = (by: number) => {
    // Otherwise Enter would press a button that was used before, and not open the row.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const at = place();
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    current.current = rowKey(next);
    onActiveChange(current.current);
  };
  useKeys(
    [
      { keys: 'j', label: 'Next row', run: () => move(1), when: isOn },
      { keys: 'k', label: 'Previous row', run: () => move(-1), when: isOn },
      {
        keys: 'x',
        label: 'Choose the row',
        when: isOn && onSelectionChange !== undefined,
        run: () => {
          const row = rows[place()];
          if (row === undefined || !selection) return;
          const key = rowKey(row);
          onSelectionChange?.(selectRow(selection, [key], key, !selection.has(key), null));
        },
      },
      {
        keys: 'Enter',
        label: 'Open the row',
        run: () => {
          const row = rows[place()];
          if (row !== undefined) onOpen?.(row);
        },
        when: isOn && onOpen !== undefined,
      },
    ],
    options.group ?? 'List',
  );
}
