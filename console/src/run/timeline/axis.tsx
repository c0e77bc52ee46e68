import { type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { formatDuration } from '../../ui/format';
import styles from './gantt.module.css';
import { type Scale, ticksOf } from './scale';
import type { ViewControl } from './use-view';

/** A mark and its text. */
const TICK_PX = 90;
const LEAST_TICKS = 2;
/** Dragged less, it was a press. */
const LEAST_DRAG = 0.01;

/** Time since the run was queued. Dragging over it zooms to what was dragged over. */
export function Axis({ scale, start, control }: { scale: Scale; start: number; control: ViewControl }) {
  const { view, show } = control;
  const [from, to] = view;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const ticks = ticksOf(scale, start, view, Math.max(LEAST_TICKS, Math.floor(width / TICK_PX)));
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const placeOf = (event: PointerEvent) => {
    const rect = box.current?.getBoundingClientRect();
    return rect ? Math.min(1, Math.max(0, (event.clientX - rect.left) / rect.width)) : 0;
  };
  const finish = () => {
    setDrag(null);
    if (!drag) return;
    const [low, high] = [Math.min(...drag), Math.max(...drag)];
    if (high - low >= LEAST_DRAG) show([from + low * (to - from), from + high * (to - from)]);
  };
  return (
    <div className={styles.axis}>
      <span className={styles.axisName}>Since it was queued</span>
      <div
        ref={box}
        className={styles.ticks}
        title="Drag to zoom"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([placeOf(event), placeOf(event)]);
        }}
        onPointerMove={(event) => drag && setDrag([drag[0], placeOf(event)])}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
      >
        {ticks.map(({ ms, place }) => (
          <span key={ms} className={styles.tick} style={{ left: `${((place - from) / (to - from)) * 100}%` }}>
            {ms === 0 ? '0' : formatDuration(ms)}
          </span>
        ))}
        {drag && (
          <span
            className={styles.drag}
            style={{
              left: `${Math.min(...drag) * 100}%`,
              width: `${Math.abs(drag[1] - drag[0]) * 100}%`,
            }}
          />
        )}
      </div>
    </div>
  );
}
