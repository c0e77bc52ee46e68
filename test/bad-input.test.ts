import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, MAX_JSON_VALUES } from '../src/graphql/json-limits.js';
import {
  MAX_ALIASES,
  MAX_DEFINITIONS,
  MAX_DIRECTIVES,
  MAX_DIRECTIVES_TOGETHER,
  MAX_DOCUMENT_LENGTH,
  MAX_DOCUMENT_NESTING,
  MAX_REPEATS,
  MAX_ROOT_FIELDS,
  MAX_SELECTED_FIELDS,
  MAX_SELECTION_DEPTH,
  MAX_VARIABLES,
} from '../src/server/plugins/document-limits.js';
import { createTestApp, type TestApp } from './support/app.js';
import { ENDPOINT, expectRefusal, JSON_TYPE, SPEC_TYPE, schema } from './support/http.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ schema, config: { bodyLimitBytes: 1_000_000 } });
});
afterAll(() => test.close());

const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
  test.app.fetch(ENDPOINT, { method: 'POST', headers: { ...headers }, body });
const postJson = (body: unknown, headers?: Record<string, string>) => post(JSON.stringify(body), headers);

describe('bad bodies', () => {
  it.each([
    ['nothing', ''],
    ['invalid JSON', '{"query": nope}'],
    ['truncated JSON', '{"query":"{ me'],
    ['JSON’s null', 'null'],
    ['a string', '"{ me }"'],
    ['a number', '1'],
    ['a batch', '[{"query":"{ me }"}]'],
    ['an empty object', '{}'],
    ['an empty query', '{"query":""}'],
    ['a query that is no string', '{"query":{}}'],
    ['variables that are a list', '{"query":"{ me }","variables":[]}'],
    ['variables that are a string', '{"query":"{ me }","variables":"{}"}'],
    ['extensions that are a number', '{"query":"{ me }","extensions":1}'],
    ['an operation name that is no string', '{"query":"{ me }","operationName":{}}'],
    ['an unknown parameter', '{"query":"{ me }","sql":"select 1"}'],
  ])('%s: 400', async (_, body) => {
    await expectRefusal(await post(body), 400, 'BAD_REQUEST');
  });

  it('bytes that are not UTF-8: 400', async () => {
    const body = Buffer.concat([
      Buffer.from('{"query":"{ echo(text: \\"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('\\") }"}'),
    ]);
    await expectRefusal(await post(new Uint8Array(body)), 400, 'BAD_REQUEST');
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['a bare document', { 'content-type': 'application/graphql' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['compressed', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ])('%s: 415', async (_, headers) => {
    await expectRefusal(await post('{"query":"{ me }"}', headers), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('without a content type: 415', async () => {
    const body = new TextEncoder().encode('{"query":"{ me }"}');
    await expectRefusal(await post(body, {}), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('takes JSON with a charset, in any case', async () => {
    const response = await post('{"query":"{ me }"}', {
      'content-type': 'Application/JSON; Charset="UTF-8"',
    });
    expect(await response.json()).toEqual({ data: { me: null } });
  });

  it('of 10 MB: 413', async () => {
    const response = await postJson({ query: '{ me }', variables: { text: 'x'.repeat(10_000_000) } });
    await expectRefusal(response, 413, 'PAYLOAD_TOO_LARGE');
  });

  it('of a declared 10 MB: 413 before a byte is read', async () => {
    const response = await post('{}', { ...JSON_TYPE, 'content-length': '10000000' });
    await expectRefusal(response, 413, 'PAYLOAD_TOO_LARGE');
  });

  it('with a length that is no number: 400', async () => {
    await expectRefusal(await post('{}', { ...JSON_TYPE, 'content-length': '2, 10' }), 400, 'BAD_REQUEST');
  });
});

describe('bad values in variables', () => {
  const asText = 'query ($text: String) { echo(text: $text) }';
  const asJson = 'query ($json: JSON) { echo(json: $json) }';

  it.each([
    ['a NUL character', { text: 'a\0b' }, ['variables', 'text']],
    ['a lone high surrogate', { text: 'a\ud800' }, ['variables', 'text']],
    ['a lone low surrogate', { text: '\udc00b' }, ['variables', 'text']],
    ['a NUL deep inside', { json: { a: [1, { b: '\0' }] } }, ['variables', 'json', 'a', 1, 'b']],
    ['a NUL in a key', { json: { 'a\0': 1 } }, ['variables', 'json', 'a\0']],
  ])('%s: 400 with its path', async (_, variables, path) => {
    const errors = await expectRefusal(await postJson({ query: asJson, variables }), 400, 'BAD_USER_INPUT');
    expect(errors[0]?.extensions.issues?.[0]?.path).toEqual(path);
  });

  it('whole surrogate pairs are text like any other', async () => {
    const response = await postJson({ query: asText, variables: { text: '👩‍🚀' } });
    expect(await response.json()).toEqual({ data: { echo: '{"text":"👩‍🚀"}' } });
  });

  it.each(['1e999', '-1e999'])('%s, which is not finite: 400', async (number) => {
    const body = `{"query":"query ($json: JSON) { echo(json: $json) }","variables":{"json":[${number}]}}`;
    await expectRefusal(await post(body), 400, 'BAD_USER_INPUT');
  });

  it('__proto__ as a key: 400', async () => {
    const body =
      '{"query":"query ($json: JSON) { echo(json: $json) }","variables":{"json":{"__proto__":{"a":1}}}}';
    await expectRefusal(await post(body), 400, 'BAD_USER_INPUT');
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const withJson = (json: string) => `{"query":"${asJson}","variables":{"json":${json}}}`;

  it.each([10_000, 400_000])('JSON of %i levels: 400', async (levels) => {
    await expectRefusal(await post(withJson(nested(levels))), 400, 'BAD_USER_INPUT');
  });

  it('JSON of 10,000 levels in extensions: 400', async () => {
    const body = `{"query":"{ me }","extensions":{"a":${nested(10_000)}}}`;
    await expectRefusal(await post(body), 400, 'BAD_USER_INPUT');
  });

  it('JSON as deep as it may be is taken', async () => {
    expect((await post(withJson(nested(MAX_JSON_DEPTH - 2)))).status).toBe(200);
    await expectRefusal(await post(withJson(nested(MAX_JSON_DEPTH - 1))), 400, 'BAD_USER_INPUT');
  });

  it('too many values: 400', async () => {
    const json = JSON.stringify(Array.from({ length: MAX_JSON_VALUES }, () => 0));
    await expectRefusal(await post(withJson(json)), 400, 'BAD_USER_INPUT');
  });

  it('values of the wrong type: BAD_USER_INPUT with every path', async () => {
    const response = await postJson(
      {
        query: 'query ($range: Range!, $text: String!) { echo(range: $range, text: $text) }',
        variables: { range: { from: 'one', ranges: [{ from: 1 }, { to: 2 }], frm: 1 } },
      },
      SPEC_TYPE,
    );
    const errors = await expectRefusal(response, 400, 'BAD_USER_INPUT');
    expect(errors[0]?.extensions.issues).toEqual([
      { path: ['range', 'from'], message: expect.stringContaining('Int cannot represent') },
      { path: ['range', 'ranges', 1], message: expect.stringContaining('"from" of required type') },
      { path: ['range'], message: expect.stringContaining('"frm" is not defined') },
      { path: ['text'], message: expect.stringContaining('required') },
    ]);
  });
});

describe('bad documents', () => {
  it.each([
    ['a NUL character in a string', '{ echo(text: "\\u0000") }', 'BAD_USER_INPUT'],
    ['a NUL character in a block string', '{ echo(text: """\0""") }', 'BAD_USER_INPUT'],
    ['a raw lone surrogate', '{ echo(text: "\ud800") }', 'BAD_USER_INPUT'],
    ['an escaped lone surrogate', '{ echo(text: "\\ud800") }', 'GRAPHQL_PARSE_FAILED'],
    ['a number that is not finite', '{ echo(number: 1e999) }', 'BAD_USER_INPUT'],
    ['__proto__ as an alias', '{ __proto__: me }', 'BAD_USER_INPUT'],
    ['__proto__ as a key', '{ echo(json: { __proto__: 1 }) }', 'BAD_USER_INPUT'],
    ['a syntax error', '{ me', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ you }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown argument', '{ echo(words: "a") }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a literal of the wrong type', '{ echo(range: { from: "one" }) }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a fragment within itself',
      '{ ...F } fragment F on Query { self { ...F } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['two operations and no name', 'query A { me } query B { me }', 'OPERATION_RESOLUTION_FAILURE'],
    ['5,000 levels of fields', `${'{ self '.repeat(5_000)}${'}'.repeat(5_000)}`, 'QUERY_TOO_COMPLEX'],
    [
      '5,000 levels of lists',
      `{ echo(json: ${'['.repeat(5_000)}${']'.repeat(5_000)}) }`,
      'QUERY_TOO_COMPLEX',
    ],
    [
      '5,000 levels of types',
      `query ($a: ${'['.repeat(5_000)}Int${']'.repeat(5_000)}) { me }`,
      'QUERY_TOO_COMPLEX',
    ],
    [
      'more levels than brackets may have',
      `{ echo(json: ${'['.repeat(MAX_DOCUMENT_NESTING)}`,
      'QUERY_TOO_COMPLEX',
    ],
    ['10,000 tokens', `{ ${'me '.repeat(10_000)}}`, 'QUERY_TOO_COMPLEX'],
    ['too many characters', `{ me } # ${'x'.repeat(MAX_DOCUMENT_LENGTH)}`, 'QUERY_TOO_COMPLEX'],
    ['10,000 aliases', `{ ${aliases(10_000)} }`, 'QUERY_TOO_COMPLEX'],
    ['one alias too many', `{ self { ${aliases(MAX_ALIASES + 1)} } }`, 'QUERY_TOO_COMPLEX'],
    ['one field too many', fields(MAX_SELECTED_FIELDS + 1), 'QUERY_TOO_COMPLEX'],
    ['one field of the operation too many', `{ ${aliases(MAX_ROOT_FIELDS + 1)} }`, 'QUERY_TOO_COMPLEX'],
    ['a field repeated once too often', `{ ${'me '.repeat(MAX_REPEATS + 1)}}`, 'QUERY_TOO_COMPLEX'],
    ['one definition too many', `{ me } ${unused(MAX_DEFINITIONS)}`, 'QUERY_TOO_COMPLEX'],
    ['one variable too many', `query (${variables(MAX_VARIABLES + 1)}) { me }`, 'QUERY_TOO_COMPLEX'],
    ['10,000 directives', `{ me ${'@skip(if: false) '.repeat(10_000)}}`, 'QUERY_TOO_COMPLEX'],
    ['one directive too many', `{ me ${directives(MAX_DIRECTIVES_TOGETHER + 1)} }`, 'QUERY_TOO_COMPLEX'],
    [
      'directives in too many places',
      `{ self { ${aliases(MAX_DIRECTIVES + 1, '@skip(if: false)')} } }`,
      'QUERY_TOO_COMPLEX',
    ],
    ['one level too many', levels(MAX_SELECTION_DEPTH + 1), 'QUERY_TOO_COMPLEX'],
    ['levels hidden in fragments', fragments(MAX_SELECTION_DEPTH, 1), 'QUERY_TOO_COMPLEX'],
    ['fragments that double fifteen times', fragments(15, 2), 'QUERY_TOO_COMPLEX'],
  ])('%s: 400', async (_, query, code) => {
    await expectRefusal(await postJson({ query }, SPEC_TYPE), 400, code);
    await expectRefusal(await postJson({ query }, SPEC_TYPE), 400, code);
  });

  it.each([
    ['aliases', `{ self { ${aliases(MAX_ALIASES)} } }`],
    ['fields', fields(MAX_SELECTED_FIELDS)],
    ['fields of an operation', `{ ${aliases(MAX_ROOT_FIELDS)} }`],
    ['repeats', `{ ${'me '.repeat(MAX_REPEATS)}}`],
    ['levels', levels(MAX_SELECTION_DEPTH)],
  ])('as many %s as allowed are answered', async (_, query) => {
    expect((await postJson({ query })).status).toBe(200);
  });

  function aliases(count: number, directive = '') {
    return Array.from({ length: count }, (_, index) => `a${index}: me ${directive}`).join(' ');
  }

  /** As many fields, none of them too often in one place. */
  function fields(count: number) {
    const groups = Math.floor(count / (MAX_REPEATS + 1));
    const group = (_: unknown, index: number) => `a${index}: self { ${'me '.repeat(MAX_REPEATS)}}`;
    const rest = 'me '.repeat((count % (MAX_REPEATS + 1)) - 1);
    return `{ ${Array.from({ length: groups }, group).join(' ')} rest: self { ${rest}} }`;
  }

  function unused(count: number) {
    return Array.from({ length: count }, (_, index) => `fragment F${index} on Query { me }`).join(' ');
  }

  function variables(count: number) {
    return Array.from({ length: count }, (_, index) => `$v${index}: Int`).join(', ');
  }

  function directives(count: number) {
    return '@skip(if: false) '.repeat(count);
  }

  function levels(count: number) {
    return `${'{ self '.repeat(count - 1)}{ me }${' }'.repeat(count - 1)}`;
  }

  /** Each fragment holds the next one, a level lower, as often as asked. */
  function fragments(count: number, times: number) {
    const spread = (index: number) =>
      Array.from({ length: times }, (_, at) => `a${at}: self { ...F${index} }`).join(' ');
    const all = Array.from(
      { length: count },
      (_, index) => `fragment F${index} on Query { ${spread(index + 1)} }`,
    );
    return `{ ...F0 } ${all.join(' ')} fragment F${count} on Query { me }`;
  }
});
