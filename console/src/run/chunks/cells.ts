import type { ChunkStatus } from '../../api/generated/graphql.js';

/** A range of chunks that share a state. */
interface Span {
  start: number;
  end: number;
  status: ChunkStatus;
}

export const CHUNK_STATES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'] as const;
/** Where no chunk is: a map whose indexes have holes. */
export const NO_CHUNK = 255;

/** A state for each index, a byte each. */
export type Cells = Uint8Array<ArrayBuffer>;

export const codeOf = (status: ChunkStatus): number => CHUNK_STATES.indexOf(status);

export function cellsOf(spans: readonly Span[]): Cells {
  const length = spans.reduce((max, { end }) => Math.max(max, end), 0);
  const cells = new Uint8Array(length).fill(NO_CHUNK);
  for (const { start, end, status } of spans) cells.fill(codeOf(status), start, end);
  return cells;
}

/** @returns A copy with what was reported since, or the same where nothing of it is new. */
export function patched(
  cells: Cells,
  changes: readonly { chunkIndex: number; status: ChunkStatus }[],
): Cells {
  if (changes.every(({ chunkIndex, status }) => cells[chunkIndex] === codeOf(status))) return cells;
  const length = changes.reduce((max, { chunkIndex }) => Math.max(max, chunkIndex + 1), cells.length);
  const next = new Uint8Array(length).fill(NO_CHUNK);
  next.set(cells);
  for (const { chunkIndex, status } of changes) next[chunkIndex] = codeOf(status);
  return next;
}

/** The next index behind `from` of a state, going round; -1 where there is none. */
export function nextOf(cells: Cells, status: ChunkStatus, from: number): number {
  const behind = cells.indexOf(codeOf(status), from + 1);
  return behind >= 0 ? behind : cells.indexOf(codeOf(status));
}

const SIZES = [16, 14, 12, 10, 8, 6, 5, 4, 3] as const;
const MAX_HEIGHT = 340;

export interface Grid {
  /** Of a cell with its gap, in pixels. */
  cell: number;
  columns: number;
  rows: number;
}

/** The biggest cells with which all fit, or the smallest there are. */
export function gridOf(count: number, width: number): Grid {
  const fits = (cell: number) => {
    const columns = Math.max(1, Math.floor(width / cell));
    return { cell, columns, rows: Math.ceil(count / columns) };
  };
  return SIZES.map(fits).find(({ cell, rows }) => cell * rows <= MAX_HEIGHT) ?? fits(3);
}
