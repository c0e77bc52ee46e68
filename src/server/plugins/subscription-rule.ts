import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  SingleFieldSubscriptionsRule,
  type ValidationContext,
} from 'graphql';

const CONDITIONS: ReadonlySet<string> = new Set([GraphQLSkipDirective.name, GraphQLIncludeDirective.name]);

/**
 * As graphql's rule that a subscription has one field, and that it has it whatever its variables: the specification says
 * so since 2025, graphql-js from version 17 on. Before, it evaluates @skip and @include while it validates, without the
 * variables, and throws; and a field that is left out is found missing in the midst of execution.
 */
export function PlainSubscriptionsRule(context: ValidationContext): ASTVisitor {
  const single = SingleFieldSubscriptionsRule(context);
  const checkFields = 'OperationDefinition' in single ? single.OperationDefinition : undefined;

  function conditionsIn({ selections }: SelectionSetNode, seen: Set<string>): DirectiveNode[] {
    return selections.flatMap((selection) => {
      const own = (selection.directives ?? []).filter(({ name }) => CONDITIONS.has(name.value));
      if (selection.kind === Kind.FIELD) return own;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return [...own, ...conditionsIn(selection.selectionSet, seen)];
      }
      const name = selection.name.value;
      const fragment = seen.has(name) ? null : context.getFragment(name);
      seen.add(name);
      return fragment ? [...own, ...conditionsIn(fragment.selectionSet, seen)] : own;
    });
  }

  return {
    OperationDefinition(node, ...where) {
      if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const nodes = conditionsIn(node.selectionSet, new Set());
      if (nodes.length === 0) {
        if (typeof checkFields === 'function') checkFields.call(this, node, ...where);
        return;
      }
      context.reportError(
        new GraphQLError('The field of a subscription cannot have @skip or @include.', { nodes }),
      );
    },
  };
}
