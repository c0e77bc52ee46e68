import {
  type ASTNode,
  type ASTVisitor,
  GraphQLError,
  Kind,
  type ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  visitInParallel,
} from 'graphql';
import { badUserInput, type InputPath, placeWithin } from '../../core/errors.js';
import { hideSecrets } from '../../core/logger.js';

/**
 * What GraphQL says of a value that does not fit its type, less the value: it may be a secret. What is not known to
 * repeat none is not said at all.
 */
const SHAPES: ReadonlyArray<readonly [shape: RegExp, said: string]> = [
  [/^((?:Int|Float|String|Boolean|ID|Enum "\w+") cannot represent [^:]*): .*$/s, '$1.'],
  [/^Value .* does not exist in ("\w+" enum\.).*$/s, 'The value does not exist in the $1'],
  [/^Expected value of type "([^"]*)", found .*$/s, 'Expected a value of type "$1".'],
  [/^Expected type "([^"]*)"(?: to be an object)?\..*$/s, 'Expected a value of type "$1".'],
  [
    /^(Field "[\w.]+" (?:of required type "[^"]*" was not provided|is not defined by type "\w+"|must be non-null)\.).*$/s,
    '$1',
  ],
  [/^(Expected non-nullable type "[^"]*" not to be null\.)$/, '$1'],
  [
    /^(Exactly one key must be specified for OneOf type "\w+"\.|OneOf Input Object "\w+" must specify exactly one key\.)$/,
    '$1',
  ],
];
/** Names of the schema alone. */
const SUGGESTION = / Did you mean (?:the enum value )?("\w+"(?:,? (?:or )?"\w+")*)\?$/;

/** @param error Of a value that could not be coerced. */
export function coercionMessage({ message, extensions }: GraphQLError): string {
  // The API's own rules are said in its own words.
  if (extensions.code === 'BAD_USER_INPUT') return message;
  const [shape, said] = SHAPES.find(([form]) => form.test(message)) ?? [];
  if (!shape || said === undefined) return 'The value does not fit its type.';
  const suggestion = SUGGESTION.exec(message)?.[0] ?? '';
  return message.replace(shape, said) + suggestion;
}

/** As graphql's rule, but for the values in its messages; what the API's own scalars refuse gets its place. */
export const SafeValuesOfCorrectTypeRule: ValidationRule = (context: ValidationContext) => {
  let place: InputPath = [];
  const own: ValidationContext = Object.create(context, {
    reportError: { value: (error: GraphQLError) => context.reportError(withoutValue(error, place)) },
  });
  const noticePlace: ASTVisitor = {
    enter(_node, _key, parent, keys, ancestors) {
      place = placeInArguments([...ancestors, ...(parent ? [parent] : [])], keys);
    },
  };
  return visitInParallel([noticePlace, ValuesOfCorrectTypeRule(own)]);
};

function withoutValue(error: GraphQLError, place: InputPath): GraphQLError {
  const { nodes, extensions } = error;
  const message = coercionMessage(error);
  if (extensions.code !== 'BAD_USER_INPUT') return new GraphQLError(message, { nodes, extensions });
  return badUserInput(message, [{ path: [...place, ...placeWithin(error)], message }], { nodes, extensions });
}

/** The argument that a value stands in, and where in it. */
function placeInArguments(around: ReadonlyArray<ASTNode | readonly ASTNode[]>, keys: InputPath): InputPath {
  return around.flatMap((one, depth) => {
    if ('kind' in one)
      return one.kind === Kind.ARGUMENT || one.kind === Kind.OBJECT_FIELD ? [one.name.value] : [];
    const key = keys[depth];
    return keys[depth - 1] === 'values' && key !== undefined ? [key] : [];
  });
}

const TOKEN = /\b(String|BlockString|Int|Float) ".*"/gs;
const ARGUMENT = /^(Argument "\w+" has (?:an )?invalid value) .*$/s;

/** Any other message that may leave or be kept, less what is known to stand for a value in it. */
export function withoutValues(message: string): string {
  return hideSecrets(message.replace(TOKEN, '$1').replace(ARGUMENT, '$1.'));
}
