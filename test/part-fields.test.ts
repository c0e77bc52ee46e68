import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MAX_CONTENT_BYTES } from '../src/kinds/agents/artifact-record.graphql.js';
import type { Run } from './support/world/work.js';
import { named, openWorkshop, type Workshop } from './support/world/workshop.js';

let shop: Workshop;
let run: Run;
beforeAll(async () => {
  shop = await openWorkshop();
  run = await shop.run({ kind: 'CRAWL' });
});
afterAll(() => shop.close());

const many = <T>(count: number, item: (place: number) => T) =>
  Array.from({ length: count }, (_, place) => item(place));

const AT = '2026-03-01T10:00:00.000Z';
const LATER = '2026-03-01T10:00:01.500Z';
const stage = (more: object = {}) => ({ name: 'login', status: 'RUNNING', startedAt: AT, ...more });
const done = (more: object = {}) => stage({ status: 'SUCCEEDED', endedAt: LATER, ...more });

describe('stages', () => {
  const stagesOf = ({ uuid }: Run) => shop.test.prisma.stage.count({ where: { executionId: uuid } });
  const FIELDS = 'stages { id name status attempt startedAt endedAt durationMs meta error execution { id } }';
  const record = (run: Run, ...stages: object[]) =>
    shop.record('recordStages', FIELDS, { work: run.work, stages });

  it('are written as they are told, in the attempt of the run', async () => {
    const run = await shop.run();
    const meta = { url: 'https://example.com' };
    const failed = { name: 'pay', status: 'FAILED', endedAt: LATER, error: ['declined', { code: 7 }] };
    expect(await record(run, stage({ meta }), stage(failed))).toMatchObject({
      stages: [
        {
          name: 'login',
          status: 'RUNNING',
          attempt: 2,
          startedAt: AT,
          endedAt: null,
          durationMs: null,
          meta,
        },
        {
          name: 'pay',
          status: 'FAILED',
          durationMs: 1500,
          meta: {},
          error: failed.error,
          execution: { id: run.id },
        },
      ],
    });
  });

  it('are updated, not doubled: one by its name and its start', async () => {
    const run = await shop.run();
    const first = await record(run, stage({ meta: { step: 1 } }));
    const second = await record(run, done());
    expect(second).toMatchObject({ stages: [{ status: 'SUCCEEDED', meta: { step: 1 }, endedAt: LATER }] });
    expect(named('stages', 'id')(second)).toEqual(named('stages', 'id')(first));
    expect(await record(run, done())).toEqual(second);
    await record(run, done({ startedAt: LATER }), done({ name: 'pay' }));
    expect(await stagesOf(run)).toBe(3);
  });

  it('named twice in one batch, the last word counts', async () => {
    const run = await shop.run();
    const answer = await record(run, stage(), done({ name: 'pay' }), done({ meta: { last: true } }));
    expect(answer).toMatchObject({
      stages: [{ status: 'SUCCEEDED', meta: { last: true } }, { name: 'pay' }, { status: 'SUCCEEDED' }],
    });
    expect(await stagesOf(run)).toBe(2);
  });

  it('that have ended are put right, but do not run again; then nothing of the batch is written', async () => {
    const run = await shop.run();
    await record(run, done());
    const error = { message: 'after all' };
    expect(await record(run, stage({ status: 'FAILED', endedAt: LATER, error }))).toMatchObject({
      stages: [{ status: 'FAILED', error }],
    });
    expect(await record(run, stage({ name: 'pay' }), stage())).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'FAILED',
      to: 'RUNNING',
      allowed: ['SUCCEEDED', 'FAILED'],
    });
    expect(await stagesOf(run)).toBe(1);
  });

  it('do not run after the end of their execution: nothing would close them', async () => {
    const run = await shop.run({ status: 'COMPLETED', minutesAgo: 1 });
    expect(await record(run, stage())).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'COMPLETED',
    });
    expect(await stagesOf(run)).toBe(0);
  });

  it.each([
    ['ends before it starts', done({ startedAt: LATER, endedAt: AT }), 'endedAt'],
    ['runs and has an end', stage({ endedAt: LATER }), 'endedAt'],
    ['succeeded without an end', stage({ status: 'SUCCEEDED' }), 'endedAt'],
    ['failed without an end', stage({ status: 'FAILED' }), 'endedAt'],
    ['has no name', stage({ name: ' ' }), 'name'],
    ['has a name of 256 characters', stage({ name: 'x'.repeat(256) }), 'name'],
    ['has meta that is no object', stage({ meta: [1] }), 'meta'],
  ])('one that %s is refused by its place', async (_, wrong, field) => {
    const run = await shop.run();
    const input = { work: run.work, stages: [done(), wrong] };
    await shop.refused('recordStages', input, ['input', 'stages', 1, field]);
    expect(await stagesOf(run)).toBe(0);
  });

  it('end when they start, at the earliest', async () => {
    const run = await shop.run();
    expect(await record(run, done({ endedAt: AT }))).toMatchObject({ stages: [{ durationMs: 0 }] });
  });

  it('of the years 1 and 9999 are stages', async () => {
    const run = await shop.run();
    const long = done({ startedAt: '0001-01-01T00:00:00.000Z', endedAt: '9999-12-31T23:59:59.999Z' });
    expect(await record(run, long)).toMatchObject({ stages: [{ durationMs: 315_537_897_599_999 }] });
  });
});

describe('artifacts', () => {
  const FIELDS =
    'artifacts { name artifactType filePath fileSize fileHash fileHashAlgorithm contentType content metadata }';
  const artifact = (more: object = {}) => ({ name: 'report.md', artifactType: 'REPORT', ...more });
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const record = (...artifacts: object[]) =>
    shop.record('recordArtifacts', FIELDS, { work: run.work, artifacts });

  it('elsewhere are kept as they are told', async () => {
    const told = artifact({
      filePath: '/reports/report.md',
      fileSize: 2 ** 53 - 1,
      fileHash: sha256('x'),
      contentType: 'text/markdown',
      metadata: { version: '1.0' },
    });
    expect(await record(told)).toMatchObject({ artifacts: [{ ...told, content: null }] });
  });

  it.each([
    '',
    '# Report\n\nÜnïcode 🎉\r\n',
  ])('inline get their size in bytes and their SHA-256: %j', async (content) => {
    const fileHash = sha256(content);
    const fileSize = Buffer.byteLength(content);
    const expected = { artifacts: [{ content, fileSize, fileHash, fileHashAlgorithm: 'sha256' }] };
    expect(await record(artifact({ content }))).toMatchObject(expected);
    const told = artifact({ content, fileSize, fileHash: fileHash.toUpperCase() });
    expect(await record(told)).toMatchObject(expected);
  });

  it('keep what is told of a file beside an excerpt of it', async () => {
    const seed = artifact({
      filePath: '/reports/report.md',
      fileSize: 1024,
      content: '# Report\n\nGenerated content',
      metadata: { version: '1.0' },
    });
    const hashed = { ...seed, fileHash: sha256('the whole'), fileHashAlgorithm: 'sha256' };
    expect(await record(seed, hashed)).toMatchObject({
      artifacts: [{ ...seed, fileHash: null, fileHashAlgorithm: null }, hashed],
    });
  });

  it.each([
    ['md5', 'md5', md5('a')],
    ['SHA-1', 'sha1', createHash('sha1').update('a').digest('hex')],
    ['blake3', 'blake3', 'ab'.repeat(32)],
    [null, 'sha256', sha256('a')],
  ])('keep a hash by %s', async (said, fileHashAlgorithm, fileHash) => {
    const told = artifact({ fileHash: fileHash.toUpperCase(), fileHashAlgorithm: said });
    expect(await record(told)).toMatchObject({ artifacts: [{ fileHash, fileHashAlgorithm }] });
  });

  it.each([
    ['with an MD5 that is not called so', { fileHash: md5('a') }, 'fileHash'],
    [
      'with a hash of another length than its name',
      { fileHash: md5('a'), fileHashAlgorithm: 'sha1' },
      'fileHash',
    ],
    [
      'with an algorithm that is no name',
      { fileHash: md5('a'), fileHashAlgorithm: 'm d 5' },
      'fileHashAlgorithm',
    ],
    ['with a hash that is none', { fileHash: 'abc' }, 'fileHash'],
    ['with a hash of 64 other characters', { fileHash: 'g'.repeat(64) }, 'fileHash'],
    ['of a negative size', { fileSize: -1 }, 'fileSize'],
    ['of a size past 2^53', { fileSize: 2 ** 53 }, 'fileSize'],
    ['of half a byte', { fileSize: 0.5 }, 'fileSize'],
    ['with a path of 4,097 characters', { filePath: 'x'.repeat(4_097) }, 'filePath'],
    ['with an empty path', { filePath: '' }, 'filePath'],
    ['with metadata that are no object', { metadata: 1 }, 'metadata'],
  ])('%s are refused', async (_, more, field) => {
    const input = { work: run.work, artifacts: [artifact(), artifact(more)] };
    await shop.refused('recordArtifacts', input, ['input', 'artifacts', 1, field]);
  });

  it.each(['x', 'ä', '🎉'])('of 1 MiB of %s inline pass, and of a byte more do not', async (character) => {
    const content = character.repeat(MAX_CONTENT_BYTES / Buffer.byteLength(character));
    expect(Buffer.byteLength(content)).toBe(1_048_576);
    const answer = await shop.record('recordArtifacts', 'artifacts { fileSize fileHash content }', {
      work: run.work,
      artifacts: [artifact({ content })],
    });
    const [kept] = z.array(z.object({ content: z.string() }).loose()).parse(answer.artifacts);
    expect(kept?.content === content).toBe(true);
    expect(kept).toMatchObject({ fileSize: 1_048_576, fileHash: sha256(content) });
    const input = { work: run.work, artifacts: [artifact({ content: `${content}x` })] };
    await shop.refused('recordArtifacts', input, ['input', 'artifacts', 0, 'content']);
  });
});

describe('images', () => {
  const FIELDS =
    'images { id url storageKey width height fileSize format contentHash isDuplicate labels metadata chunk { id } job { id } execution { id } }';
  const image = (more: object = {}) => ({ url: 'https://example.com/a.png', ...more });
  const record = (work: object, ...hashes: Array<string | null>) =>
    shop.record('recordImages', FIELDS, {
      work,
      images: hashes.map((contentHash) => image({ contentHash })),
    });
  const duplicates = named('images', 'isDuplicate');

  it('are kept as they are told, with job and run', async () => {
    const told = image({
      storageKey: 's3://bucket/a.png',
      width: 2 ** 31 - 1,
      height: 0,
      fileSize: 2 ** 53 - 1,
      format: 'png',
      contentHash: 'as told',
      labels: ['cat', '"quoted", {braced}', 'ünï\\code'],
      metadata: { camera: 'x' },
    });
    expect(await shop.record('recordImages', FIELDS, { work: run.work, images: [told] })).toMatchObject({
      images: [
        { ...told, isDuplicate: false, chunk: null, job: { id: run.jobId }, execution: { id: run.id } },
      ],
    });
  });

  it('by a chunk’s lease come with the chunk', async () => {
    const chunk = await shop.chunk(run);
    expect(await record(chunk.work, null)).toMatchObject({
      images: [{ chunk: { id: chunk.id }, job: { id: run.jobId }, execution: { id: run.id } }],
    });
  });

  it('are duplicates where their job had the content before: of a batch, of another run, never of another job', async () => {
    const jobId = await shop.job('CRAWL', shop.owner.user.id);
    const first = await shop.run({ kind: 'CRAWL', jobId });
    const second = await shop.run({ kind: 'CRAWL', jobId });
    expect(duplicates(await record(first.work, 'a', 'b', 'a', null, null, 'a'))).toEqual([
      ...[false, false, true, false, false, true],
    ]);
    expect(duplicates(await record(second.work, 'c', 'b', 'A'))).toEqual([false, true, false]);
    expect(duplicates(await record((await shop.run({ kind: 'CRAWL' })).work, 'a'))).toEqual([false]);
  });

  it('stored by many workers at once are new once', async () => {
    const jobId = await shop.job('CRAWL', shop.owner.user.id);
    const runs = await Promise.all(many(4, () => shop.run({ kind: 'CRAWL', jobId })));
    const hashes = many(20, (place) => `hash-${place}`);
    const answers = await Promise.all(
      many(12, (place) => {
        const turned = place % 2 ? [...hashes].reverse() : hashes;
        return record(runs[place % 4]?.work ?? {}, ...turned);
      }),
    );
    expect(answers.flatMap(duplicates).filter((isDuplicate) => isDuplicate === false)).toHaveLength(20);
    const fresh = await shop.test.prisma.image.findMany({ where: { jobId, isDuplicate: false } });
    expect(new Set(fresh.map(({ contentHash }) => contentHash)).size).toBe(20);
  });

  it.each([
    ['url', ''],
    ['url', 'x'.repeat(8_193)],
    ['storageKey', 'x'.repeat(4_097)],
    ['width', -1],
    ['height', -1],
    ['width', 2 ** 31],
    ['height', 1.5],
    ['fileSize', -1],
    ['fileSize', 2 ** 53],
    ['format', 'x'.repeat(256)],
    ['contentHash', ''],
    ['labels', many(101, () => 'x')],
    ['metadata', []],
  ])('with %s %j are refused', async (field, value) => {
    const input = { work: run.work, images: [image(), image({ [field]: value })] };
    await shop.refused('recordImages', input, ['input', 'images', 1, field]);
  });

  it('with an empty label are refused by its place', async () => {
    const input = { work: run.work, images: [image({ labels: ['cat', ''] })] };
    await shop.refused('recordImages', input, ['input', 'images', 0, 'labels', 1]);
  });
});
