import type { LogLevel } from '../../generated/prisma/enums.js';

const BITS: Readonly<Record<LogLevel, number>> = { DEBUG: 1, INFO: 2, WARN: 4, ERROR: 8 };

/** Which levels there are among some, a bit each. */
export function levelMask(levels: readonly LogLevel[]): number {
  return levels.reduce((mask, level) => mask | BITS[level], 0);
}
