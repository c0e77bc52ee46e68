import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  VariablesInAllowedPositionRule,
  validate,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isTopLevelErrorCode } from '../errors.js';
import {
  assertOperationsWithinLimits,
  assertSourceWithinLimits,
  MAX_DOCUMENT_TOKENS,
} from './document-limits.js';
import { SafeValuesOfCorrectTypeRule } from './safe-messages.js';
import { StorableLiteralsRule } from './storable-texts.js';
import { PlainSubscriptionsRule } from './subscription-rule.js';
import { VariablePositionsRule } from './variable-positions.js';

/** The rules of this API that stand for those of graphql. */
const OWN_RULES: ReadonlyMap<ValidationRule, ValidationRule> = new Map([
  [ValuesOfCorrectTypeRule, SafeValuesOfCorrectTypeRule],
  [SingleFieldSubscriptionsRule, PlainSubscriptionsRule],
  [VariablesInAllowedPositionRule, VariablePositionsRule],
]);

/** How many faults of a document one answer names. */
export const MAX_VALIDATION_ERRORS = 20;

export interface DocumentLimitOptions {
  /** Leaves "Did you mean …" out of validation errors. */
  hideSuggestions: boolean;
  /** Whether the schema may be asked for. */
  introspection: boolean;
}

/** Bounds what the parser, the validator and the executor can be made to do by a document alone. */
export function useDocumentLimits({ hideSuggestions, introspection }: DocumentLimitOptions): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        const text = typeof source === 'string' ? source : source.body;
        assertSourceWithinLimits(text);
        const document = parse(source, { ...options, maxTokens: MAX_DOCUMENT_TOKENS });
        assertOperationsWithinLimits(document);
        return document;
      });
      return ({ result }) => {
        // Thrown here, before Yoga takes it for a syntax error, which `application/json` answers with HTTP 200.
        if (result instanceof GraphQLError && isTopLevelErrorCode(result.extensions.code)) throw result;
      };
    },
    onValidate({ addValidationRule, setValidationFn }) {
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules: readonly ValidationRule[] = specifiedRules) =>
        validate(
          schema,
          document,
          [...rules.map((rule) => OWN_RULES.get(rule) ?? rule), StorableLiteralsRule],
          { hideSuggestions, maxErrors: MAX_VALIDATION_ERRORS },
        ),
      );
    },
  };
}
