import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from './support/app.js';
import { ENDPOINT, errorsOf, expectRefusal, JSON_TYPE, SPEC_TYPE, schema } from './support/http.js';

let test: TestApp;
const logged: string[] = [];

beforeAll(async () => {
  const logger = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  test = await createTestApp({ schema, logger });
});
afterAll(() => test.close());

const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE, target = test) =>
  target.app.fetch(ENDPOINT, { method: 'POST', headers: { ...headers }, body });
const postJson = (body: unknown, headers?: Record<string, string>) => post(JSON.stringify(body), headers);
const get = (parameters: Record<string, string>) =>
  test.app.fetch(`${ENDPOINT}?${new URLSearchParams(parameters)}`, {
    headers: { 'graphql-require-preflight': '1' },
  });

describe('methods', () => {
  it('GET asks', async () => {
    const response = await get({
      query: 'query ($text: String) { echo(text: $text) }',
      variables: '{"text":"a"}',
    });
    expect(await response.json()).toEqual({ data: { echo: '{"text":"a"}' } });
  });

  it('GET does not change anything: 405', async () => {
    const response = await get({ query: 'mutation { touch }' });
    expect(response.headers.get('allow')).toBe('POST');
    await expectRefusal(response, 405, 'METHOD_NOT_ALLOWED');
  });

  it.each(['variables', 'extensions'])('GET with %s that are no JSON: 400', async (name) => {
    await expectRefusal(await get({ query: '{ me }', [name]: '{' }), 400, 'BAD_REQUEST');
  });

  it('GET with a NUL character: 400', async () => {
    await expectRefusal(await get({ query: '{ me }', variables: '{"a":"\\u0000"}' }), 400, 'BAD_USER_INPUT');
  });

  it('GET without a query: 400', async () => {
    await expectRefusal(await get({}), 400, 'BAD_REQUEST');
  });

  it('GET as any page of another site could make a browser send it: 403', async () => {
    const response = await test.app.fetch(`${ENDPOINT}?query={me}`, { headers: { accept: '*/*' } });
    await expectRefusal(response, 403, 'FORBIDDEN');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s: 405', async (method) => {
    const response = await test.app.fetch(ENDPOINT, { method });
    expect(response.headers.get('allow')).toBe('GET, POST');
    await expectRefusal(response, 405, 'METHOD_NOT_ALLOWED');
  });
});

describe('errors', () => {
  it.each([
    'broken',
    'thrown',
  ])('that nobody expected are masked, and found in the log by their id: %s', async (field) => {
    const response = await postJson({ query: `{ ${field} me }` }, { ...JSON_TYPE, 'x-request-id': 'req-1' });
    const text = await response.text();
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('stack');
    const { errors } = errorsOf.parse(JSON.parse(text));
    expect(errors).toMatchObject([{ path: [field], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    const id = errors[0]?.extensions.id;
    const line = logged.find((entry) => entry.includes(`"errorId":"${id}"`));
    expect(line).toContain('"requestId":"req-1"');
    expect(line).toContain(field === 'broken' ? 'leaked from a driver' : 'not even an error');
  });

  it('of the database being away are masked too', async () => {
    const away = await createTestApp({ schema });
    const { key } = await away.given.user();
    await away.prisma.$executeRaw`ALTER TABLE api_keys RENAME TO api_keys_away`;
    const answer = await away.ask('{ me }', {}, key);
    await away.close();
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(answer.body)).not.toMatch(/api_keys|prisma/i);
  });

  it('suggest names, but not in production', async () => {
    const production = await createTestApp({ schema, on: test, config: { environment: 'production' } });
    const misspelled = '{"query":"query ($r: Range) { ech(range: $r) }"}';
    const misnamed = '{"query":"query ($r: Range) { echo(range: $r) }","variables":{"r":{"frm":1}}}';
    const unlisted = '{"query":"{ echo(size: SMAL) }"}';
    const unlistedVariable = '{"query":"query ($s: Size) { echo(size: $s) }","variables":{"s":"SMAL"}}';
    for (const body of [misspelled, misnamed, unlisted, unlistedVariable]) {
      const { errors } = errorsOf.parse(await (await post(body)).json());
      expect(errors.map(({ message }) => message.match(/Did you mean/g)?.length)).toEqual([1]);
      expect(await (await post(body, JSON_TYPE, production)).text()).not.toContain('Did you mean');
    }
    await production.close();
  });
});

describe('credentials', () => {
  it('say who asks', async () => {
    const { key, user } = await test.given.user();
    expect((await test.ask('{ me }', {}, key)).body).toEqual({ data: { me: user.id } });
    expect((await test.ask('{ me }')).body).toEqual({ data: { me: null } });
  });

  it('that are wrong: 401, and nothing is answered', async () => {
    const { key } = await test.given.user({ key: { revokedAt: new Date() } });
    const response = await postJson({ query: '{ me }' }, { ...JSON_TYPE, authorization: `Bearer ${key}` });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    const text = await response.clone().text();
    expect(text).not.toContain(key);
    expect(JSON.parse(text)).not.toHaveProperty('data');
    await expectRefusal(response, 401, 'UNAUTHENTICATED');
  });
});

describe('headers', () => {
  it('every answer has its request’s id, and none may be cached or framed', async () => {
    for (const path of ['/graphql', '/health', '/nowhere']) {
      const { headers } = await test.app.fetch(`http://localhost${path}`, {
        headers: { 'x-request-id': 'abc-1' },
      });
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-request-id': 'abc-1',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
  });

  it('an id that is no plain word is replaced', async () => {
    const { headers } = await postJson({ query: '{ me }' }, { ...JSON_TYPE, 'x-request-id': 'a"b' });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('the answer is of the type that was asked for', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { headers } = await postJson({ query: '{ me }' }, { ...JSON_TYPE, accept });
      expect(headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    }
  });

  it('what can be answered as nothing that is asked for: 406, and what there is', async () => {
    const response = await postJson({ query: '{ me }' }, { ...JSON_TYPE, accept: 'image/png' });
    const [error] = await expectRefusal(response, 406, 'NOT_ACCEPTABLE');
    expect(error?.message).toContain('application/json');
  });

  it('faults of the document: 200 as application/json, 400 as the type that says so', async () => {
    for (const query of ['{', '{ nothing }']) {
      expect((await postJson({ query })).status).toBe(200);
      expect((await postJson({ query }, SPEC_TYPE)).status).toBe(400);
    }
  });

  it('other sites’ pages may read nothing, unless their origin is named', async () => {
    const origin = 'https://dashboard.example.com';
    const preflight = {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    };
    const closed = await test.app.fetch(ENDPOINT, preflight);
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();

    const open = await createTestApp({
      schema,
      on: test,
      config: { corsOrigins: [origin, 'https://other.example.com'] },
    });
    const allowed = await open.app.fetch(ENDPOINT, preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-runledger-account');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const stranger = await open.app.fetch(ENDPOINT, {
      ...preflight,
      headers: { ...preflight.headers, origin: 'https://evil.example.com' },
    });
    expect(stranger.headers.get('access-control-allow-origin')).not.toBe('https://evil.example.com');
    await open.close();
  });
});

describe('introspection', () => {
  const query = '{ __typename __schema { description } }';
  it('is answered', async () => {
    expect((await test.ask(query)).body).toEqual({
      data: { __typename: 'Query', __schema: { description: null } },
    });
  });

  it('is refused where it is turned off', async () => {
    const closed = await createTestApp({ schema, on: test, config: { introspection: false } });
    expect((await closed.ask(query)).body).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    await closed.close();
  });
});

describe('probes', () => {
  const probe = async (path: string, target = test) => {
    const response = await target.app.fetch(`http://localhost${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('/health: the process is alive', async () => {
    expect(await probe('/health')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('/ready: the database is there, and up to date', async () => {
    expect(await probe('/ready')).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('/ready says why it is not: 503', async () => {
    let now = 0;
    let isDraining = false;
    const own = await createTestApp({ schema, clock: () => now, isDraining: () => isDraining });
    const { prisma } = own;
    const reasonAfter = async (change: () => Promise<unknown>) => {
      await change();
      now += 1_000;
      return probe('/ready', own);
    };
    const last = 'SELECT max(migration_name) FROM _prisma_migrations';
    expect(
      await reasonAfter(() =>
        prisma.$executeRawUnsafe(`DELETE FROM _prisma_migrations WHERE migration_name = (${last})`),
      ),
    ).toEqual({ status: 503, body: { status: 'unavailable', reason: expect.stringContaining('pending') } });
    isDraining = true;
    expect(await reasonAfter(async () => undefined)).toEqual({
      status: 503,
      body: { status: 'unavailable', reason: expect.stringContaining('shutting down') },
    });
    isDraining = false;
    expect(await reasonAfter(() => own.disconnect())).toEqual({
      status: 503,
      body: { status: 'unavailable', reason: expect.stringContaining('cannot be reached') },
    });
    await own.close();
  });

  it('paths that are not served: 404, and where the API is', async () => {
    const response = await test.app.fetch('http://localhost/nowhere');
    const [error] = await expectRefusal(response, 404, 'NOT_FOUND');
    expect(error?.message).toContain('/graphql');
  });

  it('/favicon.ico: an icon', async () => {
    const response = await test.app.fetch('http://localhost/favicon.ico');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('image/');
    expect((await response.text()).length).toBeGreaterThan(50);
  });
});
