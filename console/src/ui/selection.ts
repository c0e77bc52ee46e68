/** Rows chosen by their keys; those that are not shown stay chosen. */
export type Selection = ReadonlySet<string>;

/** One row chosen or left out; with `anchor`, all from there to it, in the order shown. */
export function selectRow(
  selection: Selection,
  keys: readonly string[],
  key: string,
  isSelected: boolean,
  anchor: string | null,
): Selection {
  const next = new Set(selection);
  const to = keys.indexOf(key);
  const from = anchor === null ? to : keys.indexOf(anchor);
  const range = from < 0 || to < 0 ? [key] : keys.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of range) {
    if (isSelected) next.add(one);
    else next.delete(one);
  }
  return next;
}

/** All that are shown, or none of them. */
export function selectAll(selection: Selection, keys: readonly string[], isSelected: boolean): Selection {
  const next = new Set(selection);
  for (const key of keys) {
    if (isSelected) next.add(key);
    else next.delete(key);
  }
  return next;
}
