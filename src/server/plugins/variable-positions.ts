import {
  type ASTNode,
  type ASTVisitor,
  GraphQLError,
  type GraphQLInputType,
  GraphQLNonNull,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  isTypeSubTypeOf,
  Kind,
  typeFromAST,
  type ValidationContext,
  type VariableNode,
} from 'graphql';

/**
 * "All variable usages are allowed", in place of graphql's own rule: that one sees a oneOf input only where the input
 * itself may be null, and then refuses variables that have a default, which the specification takes. The member of a
 * oneOf input is never null: a variable for it is of a non-null type, or has a default.
 */
export function VariablePositionsRule(context: ValidationContext): ASTVisitor {
  /** The variables that stand for a member of a oneOf input, with the way there from the argument on. */
  const members = new Map<VariableNode, Array<string | number>>();
  return {
    ObjectField(node, _key, _parent, path, ancestors) {
      const type = getNamedType(context.getParentInputType());
      if (node.value.kind !== Kind.VARIABLE || !isInputObjectType(type) || !type.isOneOf) return;
      members.set(node.value, [...inputPath(path, ancestors), node.name.value]);
    },
    Document: {
      leave({ definitions }) {
        const schema = context.getSchema();
        for (const operation of definitions) {
          if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
          const declared = new Map(
            operation.variableDefinitions?.map((one) => [one.variable.name.value, one] as const),
          );
          for (const { node, type, defaultValue } of context.getRecursiveVariableUsages(operation)) {
            const definition = declared.get(node.name.value);
            const given = definition && typeFromAST(schema, definition.type);
            if (!type || !isInputType(given)) continue;
            const way = members.get(node);
            const wanted = way ? new GraphQLNonNull(getNullableType(type)) : type;
            const hasDefault =
              defaultValue !== undefined ||
              (definition?.defaultValue !== undefined && definition.defaultValue.kind !== Kind.NULL);
            if (isAllowed(given, wanted, hasDefault)) continue;
            const message = `Variable "$${node.name.value}" of type "${given}" used in position expecting type "${wanted}"`;
            context.reportError(
              new GraphQLError(way ? `${message}: ${way.join('.')}.` : `${message}.`, {
                nodes: definition ? [definition, node] : [node],
              }),
            );
          }
        }
      },
    },
  };

  function isAllowed(given: GraphQLInputType, wanted: GraphQLInputType, hasDefault: boolean): boolean {
    const taken = hasDefault && !isNonNullType(given) ? getNullableType(wanted) : wanted;
    return isTypeSubTypeOf(context.getSchema(), given, taken);
  }
}

/** The way to a field of an input object in a document: its argument, and what is between. */
function inputPath(
  path: ReadonlyArray<string | number>,
  ancestors: ReadonlyArray<ASTNode | readonly ASTNode[]>,
): Array<string | number> {
  const way: Array<string | number> = [];
  for (const [place, container] of ancestors.entries()) {
    if ('kind' in container) {
      if (isNamed(container)) way.push(container.name.value);
    } else {
      const list = ancestors[place - 1];
      const index = path[place];
      if (list && 'kind' in list && list.kind === Kind.LIST && index !== undefined) way.push(index);
    }
  }
  return way;
}

const isNamed = (node: ASTNode) => node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD;
