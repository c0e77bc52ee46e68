/**
 * What a field costs beside its point and its selection, by its arguments as they were sent: what does not fit its type
 * is refused later. It goes into the field's extensions.
 */
export interface FieldCost {
  cost(args: Readonly<Record<string, unknown>>): number;
}

/** What a field says of its cost; undefined where it says nothing. */
export function fieldCost({ cost }: Readonly<Record<string, unknown>>): FieldCost['cost'] | undefined {
  if (typeof cost !== 'function') return undefined;
  // Arguments that will be refused pay for nothing else in their document.
  return (args) => Math.max(0, Number(cost(args)) || 0);
}
