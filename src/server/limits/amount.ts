import { type FieldNode, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** A number that is known, or known once the variables are. */
export type Amount = number | ((variables: Variables) => number);

export function resolveAmount(amount: Amount, variables: Variables): number {
  return typeof amount === 'number' ? amount : amount(variables);
}

export function sum(amounts: readonly Amount[]): Amount {
  let fixed = 0;
  const varying: Array<Exclude<Amount, number>> = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') fixed += amount;
    else varying.push(amount);
  }
  if (varying.length === 0) return fixed;
  return (variables) => varying.reduce((total, amount) => total + amount(variables), fixed);
}

export function product(left: Amount, right: Amount): Amount {
  if (left === 0 || right === 0) return 0;
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  return (variables) => resolveAmount(left, variables) * resolveAmount(right, variables);
}

/**
 * What the values of some of a field's arguments come to. They are taken as they were sent, not coerced: what does
 * not fit its type is refused later, and `measure` must bear it.
 */
export function fromArguments(
  node: FieldNode,
  names: readonly string[],
  measure: (...values: unknown[]) => number,
): Amount {
  const values = names.map((name) => node.arguments?.find((one) => one.name.value === name)?.value);
  const read = (variables: Variables | undefined) =>
    measure(
      ...values.map((value) => (value === undefined ? undefined : valueFromASTUntyped(value, variables))),
    );
  return values.every((value) => value === undefined || isFixed(value)) ? read(undefined) : read;
}

function isFixed(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return false;
    case Kind.LIST:
      return value.values.every(isFixed);
    case Kind.OBJECT:
      return value.fields.every((field) => isFixed(field.value));
    default:
      return true;
  }
}
