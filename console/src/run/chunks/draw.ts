import { cssColor } from '../../ui/css-color';
import { type Cells, CHUNK_STATES, type Grid } from './cells';

const TONES = ['queued', 'running', 'completed', 'failed'] as const;
/** Cells of this size and more have shapes in them. */
const SHAPED = 8;

/** The colours of the states, as a canvas takes them. */
export function colorsOf(place: HTMLElement): string[] {
  return [...TONES, 'bg-raised'].map((name) => cssColor(place, name));
}

/** How large a cell is without its gap. */
export const sizeOf = (cell: number) => cell - (cell >= SHAPED ? 2 : 1);

/** Each state has its own shape: an outline, a half, a full and a crossed-out square. */
export function drawCells(
  context: CanvasRenderingContext2D,
  cells: Cells,
  { cell, columns }: Grid,
  colors: readonly string[],
): void {
  const size = sizeOf(cell);
  const background = colors[CHUNK_STATES.length] ?? '#fff';
  for (const [code, status] of CHUNK_STATES.entries()) {
    const color = colors[code] ?? '#888';
    context.fillStyle = color;
    context.strokeStyle = color;
    for (let index = cells.indexOf(code); index >= 0; index = cells.indexOf(code, index + 1)) {
      const x = (index % columns) * cell;
      const y = Math.floor(index / columns) * cell;
      if (status === 'PENDING') {
        if (size >= 4) {
          context.lineWidth = 1;
          context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
        } else context.fillRect(x, y + size - 1, size, 1);
      } else if (status === 'PROCESSING') {
        if (size >= 4) context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
        context.fillRect(x, y + Math.floor(size / 2), size, Math.ceil(size / 2));
      } else {
        context.fillRect(x, y, size, size);
        if (status === 'FAILED' && cell >= SHAPED) cross(context, x, y, size, background);
      }
    }
  }
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number, color: string): void {
  const { strokeStyle } = context;
  const inset = size * 0.25;
  context.strokeStyle = color;
  context.lineWidth = Math.max(1, size / 8);
  context.beginPath();
  context.moveTo(x + inset, y + inset);
  context.lineTo(x + size - inset, y + size - inset);
  context.moveTo(x + size - inset, y + inset);
  context.lineTo(x + inset, y + size - inset);
  context.stroke();
  context.strokeStyle = strokeStyle;
}
