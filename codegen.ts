import type { CodegenConfig } from '@graphql-codegen/cli';

/** A typed client, as any TypeScript client of the API can be made from schema.graphql. */
const client = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    documentMode: 'string',
    enumType: 'string-literal',
    importExtension: '.js',
    useTypeImports: true,
    strictScalars: true,
    scalars: { DateTime: 'string', ID: 'string', JSON: 'unknown', SafeInt: 'number' },
  },
} as const;

/** Makes the clients that the tests, the examples and the console ask with. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'test/generated/': { ...client, documents: ['test/**/*.ts', '!test/generated/**'] },
    'examples/generated/': { ...client, documents: ['examples/**/*.ts', '!examples/generated/**'] },
    'console/src/api/generated/': {
      ...client,
      config: { ...client.config, importExtension: '' },
      documents: ['console/src/**/*.graphql'],
    },
  },
};

export default config;
