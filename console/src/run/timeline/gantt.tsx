import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { formatDuration } from '../../ui/format';
import { StateIcon } from '../../ui/status-badge';
import util from '../../ui/util.module.css';
import { Axis } from './axis';
import { Bar } from './bar';
import styles from './gantt.module.css';
import type { Scale } from './scale';
import type { Step } from './steps';
import type { ViewControl } from './use-view';

export const ROW_PX = 28;
const MAX_ROWS_SHOWN = 16;
const OVERSCAN = 8;

interface GanttProps {
  steps: readonly Step[];
  scale: Scale;
  start: number;
  now: number;
  control: ViewControl;
  chosen: string | null;
  onChoose: (id: string) => void;
}

/** Bars over time, a row each: the arrow keys move between rows, and sideways what is seen. */
export function Gantt({ steps, scale, start, now, control, chosen, onChoose }: GanttProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: steps.length,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => steps[index]?.id ?? index,
  });
  const at = steps.findIndex(({ id }) => id === chosen);

  const choose = (index: number) => {
    const step = steps[Math.min(steps.length - 1, Math.max(0, index))];
    if (!step) return;
    onChoose(step.id);
    virtualizer.scrollToIndex(steps.indexOf(step), { align: 'auto' });
    // What was out of sight is in the document after the next frame.
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(step.id)}"]`)?.focus({
        preventScroll: true,
      }),
    );
  };
  const press = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (move !== undefined) choose(at + move);
    else if (event.key === 'Home') choose(0);
    else if (event.key === 'End') choose(steps.length - 1);
    else if (event.key === 'ArrowRight') control.pan(0.2);
    else if (event.key === 'ArrowLeft') control.pan(-0.2);
    else return;
    event.preventDefault();
  };

  const { zoom, pan } = control;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      const track = element.querySelector('[data-track]')?.getBoundingClientRect();
      if (!track) return;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoom(
          Math.exp(-event.deltaY / 300),
          Math.min(1, Math.max(0, (event.clientX - track.left) / track.width)),
        );
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        pan(event.deltaX / track.width);
      }
    };
    // React's own is passive and could not keep the page from zooming.
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [zoom, pan]);

  const items = virtualizer.getVirtualItems();
  const focusable = at >= 0 ? at : 0;
  return (
    <div className={styles.gantt}>
      <Axis scale={scale} start={start} control={control} />
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height: Math.min(MAX_ROWS_SHOWN, Math.max(1, steps.length)) * ROW_PX }}
      >
        <Folds scale={scale} control={control} height={virtualizer.getTotalSize()} />
        <ul
          ref={list}
          className={styles.rows}
          style={{ height: virtualizer.getTotalSize() }}
          aria-label="Steps by time"
          onKeyDown={press}
        >
          {items.map((item) => {
            const step = steps[item.index];
            if (!step) return null;
            return (
              <li key={step.id} className={styles.row} style={{ transform: `translateY(${item.start}px)` }}>
                <button
                  type="button"
                  className={styles.step}
                  data-step={step.id}
                  data-kind={step.kind}
                  aria-pressed={step.id === chosen}
                  tabIndex={item.index === focusable ? 0 : -1}
                  onClick={() => onChoose(step.id)}
                >
                  <span className={styles.label}>
                    <StateIcon status={step.status} />
                    <bdi className={styles.name}>{step.label}</bdi>
                    <span className={util.hidden}>{stateOf(step, now)}</span>
                  </span>
                  <span className={styles.track} data-track>
                    <Bar step={step} scale={scale} view={control.view} now={now} />
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** What the bar shows, for who does not see it. */
function stateOf(step: Step, now: number): string {
  const state = step.status === 'WAITING' ? '' : `, ${step.status.toLowerCase()}`;
  const took = formatDuration((step.end ?? now) - step.start);
  return `${state}, ${step.end === null ? `for ${took} so far` : took}`;
}

/** Where the scale is folded: a hatched band over all rows. */
function Folds({ scale, control, height }: { scale: Scale; control: ViewControl; height: number }) {
  const [from, to] = control.view;
  if (scale.folds.length === 0) return null;
  return (
    <div className={styles.folds} style={{ height }} aria-hidden="true">
      {scale.folds.map((fold) => (
        <span
          key={fold.from}
          className={styles.fold}
          title={`${formatDuration(fold.ms)} are folded`}
          style={{
            left: `${((fold.from - from) / (to - from)) * 100}%`,
            width: `${((fold.to - fold.from) / (to - from)) * 100}%`,
          }}
        />
      ))}
    </div>
  );
}
