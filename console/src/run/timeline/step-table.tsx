import { formatDuration } from '../../ui/format';
import { StatusBadge } from '../../ui/status-badge';
import { Time } from '../../ui/time';
import type { Step } from './steps';
import styles from './timeline.module.css';

interface StepTableProps {
  steps: readonly Step[];
  start: number;
  now: number;
  chosen: string | null;
  onChoose: (id: string) => void;
}

/** The timeline as a table: for who reads numbers, and for screen readers. */
export function StepTable({ steps, start, now, chosen, onChoose }: StepTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Steps">
      <table className={styles.table} aria-label="Steps">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col">Attempt</th>
            <th scope="col">Started</th>
            <th scope="col" className={styles.right}>
              After
            </th>
            <th scope="col" className={styles.right}>
              Duration
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.id} data-chosen={step.id === chosen}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.name}
                  aria-pressed={step.id === chosen}
                  onClick={() => onChoose(step.id)}
                >
                  <bdi>{step.label}</bdi>
                </button>
              </th>
              <td>
                <StatusBadge status={step.status} isPlain />
              </td>
              <td>{step.attempt}</td>
              <td>
                <Time at={step.start} precision="ms" />
              </td>
              <td className={styles.right}>{formatDuration(step.start - start)}</td>
              <td className={styles.right}>
                {formatDuration((step.end ?? now) - step.start)}
                {step.end === null && ' so far'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
