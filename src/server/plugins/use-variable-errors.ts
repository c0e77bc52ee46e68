import {
  coerceInputValue,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { type InputIssue, placeWithin, requestError } from '../../core/errors.js';
import { coercionMessage } from './safe-messages.js';

/** How many faults of the variables one answer names. */
const MAX_ISSUES = 20;

/**
 * Variables that do not fit their types are answered as BAD_USER_INPUT, each fault with its path.
 * The values are walked again only after the executor refused them.
 */
export function useVariableErrors({ hideSuggestions }: { hideSuggestions: boolean }): Plugin {
  const translate = (args: ExecutionArgs, errors: readonly GraphQLError[] | undefined) => {
    if (!errors?.some(isAboutVariables)) return null;
    const issues = variableIssues(args.schema, args.document, args, hideSuggestions);
    const message = issues.map((issue) => `$${issue.path.join('.')}: ${issue.message}`).join('; ');
    return { errors: [requestErrorByMediaType(message || 'The variables do not fit their types.', issues)] };
  };
  return {
    onExecute: () => ({
      onExecuteDone({ args, result, setResult }) {
        if (isAsyncIterable(result)) return;
        const translated = translate(args, result.errors);
        if (translated) setResult(translated);
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult({ args, result, setResult }) {
        if (isAsyncIterable(result)) return;
        const translated = translate(args, result.errors);
        if (translated) setResult(translated);
      },
    }),
  };
}

const isAboutVariables = (error: GraphQLError) =>
  error.path === undefined && error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;

/** GraphQL over HTTP: such a request is well-formed, so `application/json` answers it with 200 and only the newer type with 400. */
function requestErrorByMediaType(message: string, issues: InputIssue[]): GraphQLError {
  const error = requestError('BAD_USER_INPUT', message, { issues });
  error.extensions.http = { status: 400, spec: true };
  return error;
}

function variableIssues(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variableValues }: Pick<ExecutionArgs, 'operationName' | 'variableValues'>,
  hideSuggestions: boolean,
): InputIssue[] {
  const issues: InputIssue[] = [];
  for (const definition of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!type || !isInputType(type)) continue;
    if (!Object.hasOwn(variableValues ?? {}, name)) {
      if (isNonNullType(type) && !definition.defaultValue) {
        issues.push({ path: [name], message: `A value of type "${type}" is required.` });
      }
      continue;
    }
    coerceInputValue(
      variableValues?.[name],
      type,
      (path, _value, error) => {
        if (issues.length < MAX_ISSUES)
          issues.push({ path: [name, ...path, ...placeWithin(error)], message: coercionMessage(error) });
      },
      hideSuggestions,
    );
  }
  return issues;
}
