import { type GraphQLResolveInfo, valueFromASTUntyped } from 'graphql';

/** Whether an argument says something at a path, be it null; what GraphQL's defaults fill in is not said. */
export type IsSaid = (...path: string[]) => boolean;

/**
 * What a client wrote for an argument, told from what the schema's defaults make of it: an update must leave alone
 * what was left out, though the same input has defaults where something new is made.
 * @param variables As the request has them.
 */
export function saidIn(
  { fieldNodes, operation }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'operation'>,
  argument: string,
  variables: Readonly<Record<string, unknown>>,
): IsSaid {
  const given = Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) => {
      const name = variable.name.value;
      if (Object.hasOwn(variables, name)) return [[name, variables[name]]];
      return defaultValue ? [[name, valueFromASTUntyped(defaultValue)]] : [];
    }),
  );
  const node = fieldNodes[0]?.arguments?.find(({ name }) => name.value === argument);
  const said: unknown = node && valueFromASTUntyped(node.value, given);
  return (...path) => path.reduce(within, said) !== undefined;
}

function within(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? Reflect.get(value, field)
    : undefined;
}
