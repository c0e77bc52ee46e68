import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { formatNumber } from '../../ui/format';
import { usePreferences } from '../../ui/preferences';
import { lookOf } from '../../ui/status-badge';
import { useSystemDark } from '../../ui/use-system-dark';
import { type Cells, CHUNK_STATES, gridOf, NO_CHUNK, nextOf } from './cells';
import styles from './chunks.module.css';
import { colorsOf, drawCells, sizeOf } from './draw';

interface ChunkGridProps {
  cells: Cells;
  chosen: number;
  onChoose: (index: number) => void;
}

/** Beyond the edge, for the frame of the chosen cell: its outline's width. */
const MARGIN = 2;

/** All chunks at a glance, up to 100,000. The arrow keys go through them; `n` leads to the next that failed. */
export function ChunkGrid({ cells, chosen, onChoose }: ChunkGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [hovered, setHovered] = useState(-1);
  const { theme } = usePreferences();
  const isDark = useSystemDark();

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth - MARGIN * 2);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const grid = gridOf(cells.length, Math.max(1, width));
  const height = grid.rows * grid.cell;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours.
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !canvas.current || !box.current || width <= 0) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.current.width = (width + MARGIN * 2) * ratio;
    canvas.current.height = (height + MARGIN * 2) * ratio;
    context.setTransform(ratio, 0, 0, ratio, MARGIN * ratio, MARGIN * ratio);
    context.clearRect(-MARGIN, -MARGIN, width + MARGIN * 2, height + MARGIN * 2);
    drawCells(context, cells, grid, colorsOf(box.current));
  }, [cells, width, height, grid.cell, grid.columns, theme, isDark]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the frame is where the chosen one is.
  useEffect(() => {
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const indexOf = (event: PointerEvent<HTMLCanvasElement> | MouseEvent<HTMLCanvasElement>) => {
    const rect = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - rect.left - MARGIN) / grid.cell);
    const row = Math.floor((event.clientY - rect.top - MARGIN) / grid.cell);
    const index = row * grid.columns + column;
    return column < 0 ||
      column >= grid.columns ||
      row < 0 ||
      cells[index] === undefined ||
      cells[index] === NO_CHUNK
      ? -1
      : index;
  };
  const press = (event: KeyboardEvent) => {
    const by = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: grid.columns,
      ArrowUp: -grid.columns,
      PageDown: grid.columns * 10,
      PageUp: -grid.columns * 10,
    }[event.key];
    const last = cells.length - 1;
    if (by !== undefined) onChoose(Math.min(last, Math.max(0, (chosen < 0 ? 0 : chosen) + by)));
    else if (event.key === 'Home') onChoose(0);
    else if (event.key === 'End') onChoose(last);
    else if (event.key === 'n') {
      const next = nextOf(cells, 'FAILED', chosen);
      if (next >= 0) onChoose(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = hovered >= 0 ? hovered : chosen;
  return (
    <div
      ref={box}
      className={styles.grid}
      role="slider"
      tabIndex={0}
      aria-label="Chunks"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, cells.length - 1)}
      aria-valuenow={Math.max(0, chosen)}
      aria-valuetext={textOf(cells, Math.max(0, chosen))}
      onKeyDown={press}
    >
      <div className={styles.cells}>
        <canvas
          ref={canvas}
          className={styles.canvas}
          style={{ width: width + MARGIN * 2, height: height + MARGIN * 2 }}
          onPointerMove={(event) => setHovered(indexOf(event))}
          onPointerLeave={() => setHovered(-1)}
          onClick={(event) => {
            const index = indexOf(event);
            if (index >= 0) onChoose(index);
          }}
        />
        {/* Over what is drawn, since 100,000 cells are not drawn anew for each step. */}
        {chosen >= 0 && chosen < cells.length && cells[chosen] !== NO_CHUNK && (
          <div
            ref={frame}
            className={styles.chosen}
            style={{
              left: MARGIN + (chosen % grid.columns) * grid.cell,
              top: MARGIN + Math.floor(chosen / grid.columns) * grid.cell,
              width: sizeOf(grid.cell),
              height: sizeOf(grid.cell),
            }}
          />
        )}
      </div>
      <p className={styles.pointed}>
        {shown >= 0 && shown < cells.length
          ? textOf(cells, shown)
          : 'Point at a chunk, or go through them with the arrow keys.'}
      </p>
    </div>
  );
}

function textOf(cells: Cells, index: number): string {
  const status = CHUNK_STATES[cells[index] ?? NO_CHUNK];
  return `Chunk ${formatNumber(index)}: ${status ? lookOf(status).label.toLowerCase() : 'none'}`;
}
