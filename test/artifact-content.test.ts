import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPasses } from '../src/auth/pass.js';
import { readInstanceSecret } from '../src/core/db/secrets.js';
import { decodeId, encodeId } from '../src/core/ids.js';
import { contentDisposition } from '../src/server/attachment.js';
import { ADDRESS_LIMITS } from '../src/server/limits/door.js';
import { createTestApp, type TestApp } from './support/app.js';
import type { Owner } from './support/world/jobs.js';

let now = Date.now();
let test: TestApp;
let owner: Owner;
beforeAll(async () => {
  test = await createTestApp({ clock: () => now, config: { rateLimits: 'auto' } });
  owner = await test.given.owner();
}, 60_000);
afterAll(() => test.close());

interface Made {
  name?: string;
  contentType?: string | null;
  content?: string | null;
}

async function artifact(made: Made = {}, ownerId = owner.userId): Promise<string> {
  const row = await test.prisma.artifact.create({
    data: { ownerId, name: 'report.md', artifactType: 'REPORT', content: 'text', ...made },
  });
  return encodeId('Artifact', row.id);
}

const fields = z.object({
  data: z
    .object({ node: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable() })
    .nullish(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }) })).optional(),
});

async function read(id: string, selection: string, key = owner.key) {
  const { body } = await test.ask(`{ node(id: "${id}") { ... on Artifact { ${selection} } } }`, {}, key);
  return fields.parse(body);
}

async function fieldOf(id: string, field: string, key?: string) {
  return (await read(id, `value: ${field}`, key)).data?.node?.value;
}

describe('contentRange', () => {
  it('reads pieces that make up the whole, and cuts no character in two', async () => {
    const content = 'aä€🎉'.repeat(8);
    const id = await artifact({ content });
    const size = Buffer.byteLength(content);
    expect(await fieldOf(id, 'contentSize')).toBe(size);
    for (const length of [1, 2, 3, 7, 79]) {
      const places = Array.from({ length: Math.ceil(size / length) }, (_, place) => place * length);
      const pieces: string[] = [];
      // As many at a time as one document may ask for.
      for (let start = 0; start < places.length; start += 50) {
        const some = places.slice(start, start + 50);
        const asked = some.map(
          (offset, nth) => `p${nth}: contentRange(offset: ${offset}, length: ${length})`,
        );
        const { data } = await read(id, asked.join(' '));
        pieces.push(...some.map((_, nth) => String(data?.node?.[`p${nth}`])));
      }
      expect(pieces.join('')).toBe(content);
      for (const piece of pieces) {
        expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(length + 3);
        expect(piece).not.toContain('�');
      }
    }
  }, 30_000);

  it('has 64 KiB unless it is said, and nothing from the end on', async () => {
    const id = await artifact({ content: 'x'.repeat(100_000) });
    const { data } = await read(
      id,
      'first: contentRange second: contentRange(offset: 65536) third: contentRange(offset: 100000) far: contentRange(offset: 1073741824) none: contentRange(offset: null, length: null)',
    );
    expect(data?.node).toEqual({
      first: 'x'.repeat(65_536),
      second: 'x'.repeat(34_464),
      third: '',
      far: '',
      none: 'x'.repeat(65_536),
    });
  });

  it('is null where there is no content, and empty where that is empty', async () => {
    const nothing = await artifact({ content: null });
    expect(await read(nothing, 'contentSize contentRange downloadUrl')).toEqual({
      data: { node: { contentSize: null, contentRange: null, downloadUrl: null } },
    });
    const empty = await artifact({ content: '' });
    expect((await read(empty, 'contentSize contentRange')).data?.node).toEqual({
      contentSize: 0,
      contentRange: '',
    });
  });

  it.each([
    'offset: -1',
    'offset: 1073741825',
    'length: 0',
    'length: 65537',
  ])('refuses %s', async (argument) => {
    const { errors } = await read(await artifact(), `contentRange(${argument})`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is one statement for a page, which reads no more than an answer may have', async () => {
    const ada = await test.given.owner();
    await test.database.sql.query(
      `INSERT INTO artifacts (owner_id, name, artifact_type, content)
       SELECT '${ada.userId}', 'big-' || n, 'LOG', repeat('y', 1048576) FROM generate_series(1, 60) n`,
    );
    const page = (selection: string) => `{ artifacts(first: 60) { nodes { ${selection} } } }`;
    const { result, statements } = await test.recordStatements(() =>
      test.ask(page('contentRange(length: 100) downloadUrl contentSize'), {}, ada.key),
    );
    expect(result.status).toBe(200);
    expect(statements.filter((statement) => statement.includes('read_content_pieces'))).toHaveLength(1);
    expect(statements.filter((statement) => statement.includes('read_content_sizes'))).toHaveLength(1);
    // What is long is not among what is read of the rows themselves.
    expect(statements.filter((statement) => statement.includes('"content"'))).toEqual([]);
    const five = [0, 1, 2, 3, 4].map((nth) => `p${nth}: contentRange(offset: ${nth * 65_536})`).join(' ');
    const { body } = await test.ask(page(five), {}, ada.key);
    expect(JSON.stringify(body)).toContain('"code":"QUERY_TOO_COMPLEX"');
    expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
  }, 60_000);

  it('shows nobody else’s', async () => {
    const stranger = await test.given.owner();
    expect((await read(await artifact(), 'contentRange', stranger.key)).data?.node).toBeNull();
  });
});

async function urlOf(id: string, key = owner.key): Promise<string> {
  const url = await fieldOf(id, 'downloadUrl', key);
  if (typeof url !== 'string') throw new Error('no address');
  return url;
}

/** As a browser follows a link: it sends nothing of its own. */
async function get(
  url: string,
  { method = 'GET', address = '192.0.2.7', api = 'http://localhost/graphql' } = {},
) {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  const response = await test.app.fetch(
    new URL(url, api).href,
    { method },
    { req: new IncomingMessage(socket) },
  );
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const NOTHING = {
  errors: [
    {
      message: 'There is nothing here, or the link has expired: ask for another.',
      extensions: { code: 'NOT_FOUND' },
    },
  ],
};

async function expectNothing(url: string): Promise<void> {
  const { status, text } = await get(url);
  expect([status, JSON.parse(text)]).toEqual([404, NOTHING]);
}

describe('downloadUrl', () => {
  it('leads to the content as a file, which no browser runs or shows', async () => {
    const content = '<script>alert("ä🎉")</script>\n';
    const id = await artifact({
      name: 'Bericht für Ä"\n/../x.html',
      contentType: 'Text/HTML; charset=latin1',
      content,
    });
    const url = await urlOf(id);
    expect(url).toMatch(/^artifacts\/artifact_\w+\?token=[\w.-]+$/);
    const { status, headers, text } = await get(url);
    expect([status, text]).toEqual([200, content]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(content)),
      'content-disposition': `attachment; filename="Bericht f_r __.._x.html"; filename*=UTF-8''Bericht%20f%C3%BCr%20%C3%84_.._x.html`,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('is relative to the API, whatever stands before it', async () => {
    const url = await urlOf(await artifact());
    expect(new URL(url, 'https://example.com/tools/ledger/graphql').pathname).toMatch(
      /^\/tools\/ledger\/artifacts\/artifact_/,
    );
  });

  it('answers HEAD with the headers alone', async () => {
    const url = await urlOf(await artifact({ content: 'four' }));
    const { status, headers, text } = await get(url, { method: 'HEAD' });
    expect([status, headers.get('content-length'), text]).toEqual([200, '4', '']);
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it.each([
    [null, 'application/octet-stream'],
    ['application/json', 'application/json'],
    ['text/markdown', 'text/markdown; charset=utf-8'],
    ['evil\r\nset-cookie: a=b', 'application/octet-stream'],
    ['not a type', 'application/octet-stream'],
  ])('says of a content type of %j that it is %s', async (contentType, expected) => {
    const { status, headers } = await get(await urlOf(await artifact({ contentType })));
    expect([status, headers.get('content-type'), headers.get('set-cookie')]).toEqual([200, expected, null]);
  });

  it.each([
    ...[
      'text/javascript',
      'Application/JavaScript; charset=utf-8',
      'text/x-ecmascript',
      'text/javascript1.5',
    ],
    ...['text/jscript', 'text/livescript', 'text/css', 'text/xsl', 'application/xslt+xml'],
  ])('is %s to no page that is led to run it as its own', async (contentType) => {
    const { status, headers } = await get(await urlOf(await artifact({ contentType, content: 'alert(1)' })));
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('answers an expired, a forged, another’s and an unknown one alike', async () => {
    const id = await artifact();
    const other = await artifact();
    const url = await urlOf(id);
    const [path = '', token = ''] = url.split('?token=');
    const pathOf = (of: string) => `artifacts/${of}?token=${token}`;
    const [head, body, signature = ''] = token.split('.');
    const stranger = await test.given.owner();
    const theirs = await artifact({}, stranger.userId);
    const { viewer, ...rest } = { viewer: owner, role: 'USER' as const };
    const pass = (purpose: 'stream' | 'download', secret: string, of: string) =>
      createPasses(
        async () => secret,
        () => now,
      ).issue(
        purpose,
        {
          ...rest,
          userId: viewer.userId,
          accountId: viewer.userId,
          accountRole: 'OWNER',
          status: 'ACTIVE',
          tier: 'FREE',
          apiKeyId: viewer.apiKeyId,
          scopes: new Set(['READ']),
        },
        { seconds: 300, of: decodeId(of)?.uuid ?? '' },
      );
    const secret = await readInstanceSecret(test.prisma, 'session');
    const at = async (of: string, issued: ReturnType<typeof pass>) =>
      `artifacts/${of}?token=${(await issued).token}`;
    expect((await get(await at(id, pass('download', secret, id)))).status).toBe(200);
    for (const wrong of [
      path,
      `${path}?token=`,
      `${path}?token=garbage`,
      `${path}?token=${owner.key}`,
      `${path}?token=${[head, body, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.')}`,
      pathOf(other),
      pathOf('artifact_01h455vb4pex5vsknk084sn02q'),
      pathOf('monitor_01h455vb4pex5vsknk084sn02q'),
      pathOf('x'),
      await at(id, pass('stream', secret, id)),
      await at(id, pass('download', `${secret}!`, id)),
      // Nobody gets one of another's artifact; it would be good for nothing.
      await at(theirs, pass('download', secret, theirs)),
    ]) {
      await expectNothing(wrong);
    }
    expect((await get(url)).status).toBe(200);
    now += 301_000;
    await expectNothing(url);
    expect((await get(await urlOf(id))).status).toBe(200);
  }, 30_000);

  it('ends with the key or the session that asked for it', async () => {
    const ada = await test.given.owner();
    const id = await artifact({}, ada.userId);
    const byKey = await urlOf(id, ada.key);
    const session = await test.given.session(ada.userId);
    const bySession = await urlOf(id, session);
    expect([(await get(byKey)).status, (await get(bySession)).status]).toEqual([200, 200]);
    await test.ask('mutation { signOut(input: {}) { __typename } }', {}, session);
    await expectNothing(bySession);
    expect((await get(byKey)).status).toBe(200);
    await test.ask(
      `mutation { revokeApiKey(input: { apiKeyId: "${encodeId('ApiKey', ada.apiKeyId)}" }) { __typename } }`,
      {},
      ada.key,
    );
    await expectNothing(byKey);
  });

  it('is of the account that is acted for', async () => {
    const ada = await test.given.owner();
    const teamId = await test.given.team({ [owner.userId]: 'OWNER', [ada.userId]: 'VIEWER' });
    const id = await artifact({ content: 'ours' }, teamId);
    const session = await test.given.session(ada.userId);
    const document = `{ node(id: "${id}") { ... on Artifact { downloadUrl } } }`;
    const { body } = await test.ask(document, {}, session, encodeId('Account', teamId));
    const url = String(fields.parse(body).data?.node?.downloadUrl);
    expect((await get(url)).text).toBe('ours');
    await test.prisma.membership.deleteMany({ where: { accountId: teamId, userId: ada.userId } });
    now += 6_000;
    await expectNothing(url);
  });

  it('is gone with the artifact', async () => {
    const id = await artifact();
    const url = await urlOf(id);
    await test.prisma.artifact.deleteMany({ where: { id: decodeId(id)?.uuid ?? '' } });
    await expectNothing(url);
  });

  it('is counted: good ones for the account, wrong ones for the address', async () => {
    const ada = await test.given.owner();
    const url = await urlOf(await artifact({}, ada.userId), ada.key);
    const used = async () => {
      const { body } = await test.ask('{ account { quotas { name used } } }', {}, ada.key);
      const quotas = z
        .object({
          data: z.object({
            account: z.object({ quotas: z.array(z.object({ name: z.string(), used: z.number() })) }),
          }),
        })
        .parse(body).data.account.quotas;
      return quotas.find(({ name }) => name === 'REQUESTS_PER_MINUTE')?.used ?? 0;
    };
    const before = await used();
    for (let nth = 0; nth < 3; nth += 1) await get(url, { address: '198.51.100.1' });
    // Three downloads, and asking for the number itself.
    expect((await used()) - before).toBe(4);
    const address = '198.51.100.2';
    const statuses: number[] = [];
    for (let nth = 0; nth <= ADDRESS_LIMITS.requests; nth += 1) {
      statuses.push((await get('artifacts/x?token=y', { address })).status);
    }
    expect(statuses.slice(0, -1).every((status) => status === 404)).toBe(true);
    const refused = await get('artifacts/x?token=y', { address });
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(JSON.parse(refused.text)).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  }, 30_000);
});

describe('the name of a file', () => {
  it.each([
    ['a.txt', `attachment; filename="a.txt"; filename*=UTF-8''a.txt`],
    ['../../etc/passwd', `attachment; filename="_.._etc_passwd"; filename*=UTF-8''_.._etc_passwd`],
    ['..', `attachment; filename="artifact"; filename*=UTF-8''artifact`],
    ['.htaccess ', `attachment; filename="htaccess"; filename*=UTF-8''htaccess`],
    ['a"b\r\nc', `attachment; filename="a_b_c"; filename*=UTF-8''a_b_c`],
    ['x\u202egpj.exe', `attachment; filename="x_gpj.exe"; filename*=UTF-8''x_gpj.exe`],
    ["50% (it's*)", `attachment; filename="50_ (it's_)"; filename*=UTF-8''50%25%20%28it%27s_%29`],
    ['', `attachment; filename="artifact"; filename*=UTF-8''artifact`],
  ])('of %j is safe', (name, expected) => {
    expect(contentDisposition(name)).toBe(expected);
  });

  it('is cut between characters', () => {
    expect(contentDisposition('🎉'.repeat(200))).toContain(`UTF-8''${'%F0%9F%8E%89'.repeat(75)}`);
    expect(contentDisposition(`a${'🎉'.repeat(200)}`)).toMatch(
      /^attachment; filename="a_+"; filename\*=UTF-8''a(%F0%9F%8E%89){74}$/,
    );
  });
});
