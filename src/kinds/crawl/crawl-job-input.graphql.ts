import type { Prisma } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { texts, within } from '../../jobs/job-checks.js';
import { registerKindInput } from '../../jobs/kind-input.graphql.js';

const MAX_KEYWORDS = 100;
const MAX_KEYWORD_LENGTH = 200;
const MAX_IMAGES = 100_000_000;

const keywords = texts(MAX_KEYWORDS, MAX_KEYWORD_LENGTH);
const maxImages = within(1, MAX_IMAGES);

const CrawlJobInput = builder.inputType('CrawlJobInput', {
  description: 'Crawls images for keywords, in chunks.',
  fields: (t) => ({
    keywords: t.stringList({
      required: true,
      description: `The keywords to search for: 1 to ${MAX_KEYWORDS}.`,
    }),
    maxImages: t.int({
      required: true,
      description: `The maximum number of images per execution: 1 to ${MAX_IMAGES}.`,
    }),
  }),
});

registerKindInput('CRAWL', {
  field: 'crawl',
  description: 'Crawls images.',
  type: CrawlJobInput,
  parse: (input: typeof CrawlJobInput.$inferInput, path): Prisma.CrawlJobUncheckedCreateWithoutJobInput => ({
    keywords: keywords(input.keywords, [...path, 'keywords']),
    maxImages: maxImages(input.maxImages, [...path, 'maxImages']),
  }),
});
