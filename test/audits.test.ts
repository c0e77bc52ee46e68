import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from './support/app.js';

const ENDPOINT = 'http://localhost/graphql';
let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: ENDPOINT,
    // Like a browser's page on the same site, which must show by a header that it is one.
    fetchFn: (url: string, init: RequestInit = {}) =>
      test.app.fetch(url, { ...init, headers: { ...init.headers, 'graphql-require-preflight': '1' } }),
  });

  it('is audited', () => expect(audits.length).toBeGreaterThan(50));

  for (const { id, name, fn } of audits) {
    it(`${id} ${name}`, async () => {
      const result = await fn();
      expect(result.status === 'ok' ? null : `${result.status}: ${result.reason}`).toBeNull();
    });
  }
});
