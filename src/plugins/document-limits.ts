import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql';
import { requestError } from '../errors.js';

export const MAX_DOCUMENT_LENGTH = 100_000;
export const MAX_DOCUMENT_TOKENS = 5_000;
/** Brackets of any kind inside each other. The parser recurses, so this is counted before it. */
export const MAX_DOCUMENT_NESTING = 64;
export const MAX_SELECTION_DEPTH = 20;
/** With fragments spread out, as execution would meet them; the same of those below. */
export const MAX_SELECTED_FIELDS = 1_000;
export const MAX_ALIASES = 100;
/** Fields of an operation itself: each may be a transaction, or a list. */
export const MAX_ROOT_FIELDS = 50;
/** How often one name may stand in one selection: validation compares each with each. */
export const MAX_REPEATS = 20;
/** Operations and fragments. */
export const MAX_DEFINITIONS = 100;
export const MAX_VARIABLES = 100;
export const MAX_DIRECTIVES = 100;
/** Directives in one place. */
export const MAX_DIRECTIVES_TOGETHER = 5;

const OPENING: ReadonlySet<string> = new Set([TokenKind.PAREN_L, TokenKind.BRACKET_L, TokenKind.BRACE_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.PAREN_R, TokenKind.BRACKET_R, TokenKind.BRACE_R]);

const tooComplex = (what: string, limit: number) =>
  requestError('QUERY_TOO_COMPLEX', `The document has ${what}; at most ${limit} are allowed.`, { limit });

const badText = (message: string) =>
  requestError('BAD_USER_INPUT', message, { issues: [{ path: ['query'], message }] });

/**
 * Refuses a document by its text alone, before a parser meets it. Syntax errors are left to the parser.
 * @throws GraphQLError QUERY_TOO_COMPLEX or BAD_USER_INPUT, HTTP 400.
 */
export function assertSourceWithinLimits(text: string): void {
  if (text.length > MAX_DOCUMENT_LENGTH) throw tooComplex('too many characters', MAX_DOCUMENT_LENGTH);
  const lexer = new Lexer(new Source(text));
  let nesting = 0;
  let directives = 0;
  for (let tokens = 0; ; tokens += 1) {
    if (tokens > MAX_DOCUMENT_TOKENS) throw tooComplex('too many tokens', MAX_DOCUMENT_TOKENS);
    const token = nextToken(lexer);
    if (!token || token.kind === TokenKind.EOF) return;
    if (OPENING.has(token.kind)) nesting += 1;
    else if (CLOSING.has(token.kind)) nesting -= 1;
    if (nesting > MAX_DOCUMENT_NESTING) throw tooComplex('too many levels', MAX_DOCUMENT_NESTING);
    if (token.kind === TokenKind.AT) directives += 1;
    if (directives > MAX_DIRECTIVES) throw tooComplex('too many directives', MAX_DIRECTIVES);
    const fault = valueFault(token.kind, token.value);
    if (fault !== null) throw badText(fault);
  }
}

function nextToken(lexer: Lexer) {
  try {
    return lexer.advance();
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function valueFault(kind: TokenKind, value: string): string | null {
  switch (kind) {
    case TokenKind.INT:
    case TokenKind.FLOAT:
      return Number.isFinite(Number(value)) ? null : 'A number in the document is not finite.';
    case TokenKind.NAME:
      return value === '__proto__' ? 'A name must not be "__proto__".' : null;
    default:
      return null;
  }
}

/** Of a selection with its fragments spread out. */
interface Extent {
  depth: number;
  fields: number;
  aliases: number;
  /** The fields directly in it. */
  breadth: number;
}

const NOTHING: Extent = { depth: 0, fields: 0, aliases: 0, breadth: 0 };

/**
 * Refuses documents of too many parts, and operations that are too deep or too wide once their fragments are
 * spread out.
 * @throws GraphQLError QUERY_TOO_COMPLEX, HTTP 400.
 */
export function assertOperationsWithinLimits(document: DocumentNode): void {
  if (document.definitions.length > MAX_DEFINITIONS)
    throw tooComplex('too many definitions', MAX_DEFINITIONS);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if ('directives' in definition) checkDirectives(definition);
  }
  const measured = new Map<string, Extent>();

  function measureFragment(name: string): Extent {
    const known = measured.get(name);
    if (known) return known;
    // A fragment within itself counts nothing here: validation refuses the cycle.
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const extent = fragment ? measure(fragment.selectionSet) : NOTHING;
    measured.set(name, extent);
    return extent;
  }

  function measure(selectionSet: SelectionSetNode): Extent {
    const total = { ...NOTHING };
    const repeats = new Map<string, number>();
    for (const selection of selectionSet.selections) {
      checkDirectives(selection);
      let inner: Extent;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const times = (repeats.get(name) ?? 0) + 1;
        if (times > MAX_REPEATS) throw tooComplex('the same field too many times', MAX_REPEATS);
        repeats.set(name, times);
        const below = selection.selectionSet ? measure(selection.selectionSet) : NOTHING;
        inner = {
          depth: below.depth + 1,
          fields: below.fields + 1,
          aliases: below.aliases + (selection.alias ? 1 : 0),
          breadth: 1,
        };
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        inner = measure(selection.selectionSet);
      } else {
        inner = measureFragment(selection.name.value);
      }
      total.depth = Math.max(total.depth, inner.depth);
      total.fields += inner.fields;
      total.aliases += inner.aliases;
      total.breadth += inner.breadth;
    }
    return total;
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { variableDefinitions = [], selectionSet } = definition;
    if (variableDefinitions.length > MAX_VARIABLES) throw tooComplex('too many variables', MAX_VARIABLES);
    for (const variable of variableDefinitions) checkDirectives(variable);
    const { depth, fields, aliases, breadth } = measure(selectionSet);
    if (depth > MAX_SELECTION_DEPTH) throw tooComplex('too many levels of fields', MAX_SELECTION_DEPTH);
    if (aliases > MAX_ALIASES) throw tooComplex('too many aliases', MAX_ALIASES);
    if (fields > MAX_SELECTED_FIELDS) throw tooComplex('too many fields', MAX_SELECTED_FIELDS);
    if (breadth > MAX_ROOT_FIELDS)
      throw tooComplex('too many fields of the operation itself', MAX_ROOT_FIELDS);
  }
}

function checkDirectives({
  directives = [],
}: {
  directives?: readonly ConstDirectiveNode[] | readonly DirectiveNode[];
}): void {
  if (directives.length <= MAX_DIRECTIVES_TOGETHER) return;
  throw tooComplex('too many directives in one place', MAX_DIRECTIVES_TOGETHER);
}
