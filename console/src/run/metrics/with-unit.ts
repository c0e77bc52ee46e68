import { formatNumber } from '../../ui/format';

/** A measured value as it is read. */
export function withUnit(value: number, unit: string | null): string {
  return unit ? `${formatNumber(value)} ${unit}` : formatNumber(value);
}
