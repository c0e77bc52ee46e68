import type { ReactNode } from 'react';
import { Badge } from '../../ui/status-badge';
import styles from './compare.module.css';
import type { Difference } from './diff';

interface DiffTableProps<Value> {
  label: string;
  names: readonly [string, string];
  rows: readonly Difference<Value>[];
  isOnlyChanged: boolean;
  show: (value: Value) => ReactNode;
  /** How much it changed, where that is a number. */
  change?: (row: Difference<Value>) => ReactNode;
  empty: string;
}

const MAX_ROWS = 500;

/** Two runs side by side; what differs is marked by a word, beside its colour. */
export function DiffTable<Value>({
  label,
  names,
  rows,
  isOnlyChanged,
  show,
  change,
  empty,
}: DiffTableProps<Value>) {
  const shown = isOnlyChanged ? rows.filter(({ isSame }) => !isSame) : rows;
  if (shown.length === 0)
    return <p className={styles.note}>{rows.length === 0 ? empty : 'No difference.'}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, MAX_ROWS).map((row) => (
            <tr key={row.name} data-same={row.isSame}>
              <th scope="row">
                <bdi>{row.name}</bdi>
              </th>
              <td>{row.left === undefined ? <span className={styles.none}>–</span> : show(row.left)}</td>
              <td>{row.right === undefined ? <span className={styles.none}>–</span> : show(row.right)}</td>
              <td>
                <Mark row={row} /> {change?.(row)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length > MAX_ROWS && <p className={styles.note}>The first {MAX_ROWS} are shown.</p>}
    </section>
  );
}

function Mark<Value>({ row }: { row: Difference<Value> }) {
  if (row.isSame) return <span className={styles.none}>same</span>;
  if (row.right === undefined) return <Badge tone="completed">only here</Badge>;
  if (row.left === undefined) return <Badge tone="failed">only there</Badge>;
  return <Badge tone="warning">differs</Badge>;
}
