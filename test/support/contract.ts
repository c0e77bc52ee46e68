import {
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  print,
  visit,
} from 'graphql';

/** What every connection has, whether a document spells it out or not. */
const CONNECTION = (node: string) => `
  type ${node}Connection {
    edges: [${node}Edge!]!
    nodes: [${node}!]!
    pageInfo: PageInfo!
    count(upTo: Int = 10000): BoundedCount!
  }
  type ${node}Edge { cursor: String!  node: ${node}! }`;

/** What every mutation's result has at least. */
const RESULT = (mutation: string) => `
  union ${mutation}Result = ${mutation}Payload
  type ${mutation}Payload`;

/** Leaves a document its names, and takes its descriptions away. */
export function namesOnly(sdl: string): string {
  const names = visit(parse(sdl, { noLocation: true }), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  });
  return `${print(names)}\n`;
}

/**
 * Everything that a document says of a schema, a line each, such as `User.email: String!`, `Job.jobs(first: Int)`,
 * `UserTier.FREE`, `User implements Node` or `union Result = Payload`.
 */
export function factsOf(sdl: string): Set<string> {
  return new Set(factsIn(parse(sdl, { noLocation: true })));
}

/** The same for a document that leaves unsaid what every connection and every result is. */
export function factsOfContract(sdl: string): Set<string> {
  const document = parse(sdl, { noLocation: true });
  return new Set([...factsIn(document), ...factsIn(parse(implied(document)))]);
}

function implied(document: DocumentNode): string {
  const defined = new Set<string>();
  const named = new Set<string>();
  visit(document, {
    enter: (node) => {
      if ('name' in node && node.kind.endsWith('TypeDefinition') && node.name) defined.add(node.name.value);
      if (node.kind === Kind.NAMED_TYPE) named.add(node.name.value);
    },
  });
  const texts = [...named].flatMap((name) => {
    const [, node] = /^(.+)Connection$/.exec(name) ?? [];
    if (node) return CONNECTION(node);
    const [, mutation] = /^(.+)Result$/.exec(name) ?? [];
    return mutation && !defined.has(name) ? RESULT(mutation) : [];
  });
  return texts.join('\n');
}

function factsIn(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) => {
    switch (definition.kind) {
      case Kind.SCALAR_TYPE_DEFINITION:
        return `scalar ${definition.name.value}`;
      case Kind.ENUM_TYPE_DEFINITION: {
        const { value: type } = definition.name;
        return [`enum ${type}`, ...(definition.values ?? []).map(({ name }) => `${type}.${name.value}`)];
      }
      case Kind.UNION_TYPE_DEFINITION: {
        const fact = `union ${definition.name.value}`;
        return [fact, ...(definition.types ?? []).map((member) => `${fact} = ${nameOf(member)}`)];
      }
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const { value: type } = definition.name;
        return [
          `${definition.kind === Kind.OBJECT_TYPE_DEFINITION ? 'type' : 'interface'} ${type}`,
          ...(definition.interfaces ?? []).map((parent) => `${type} implements ${nameOf(parent)}`),
          ...(definition.fields ?? []).flatMap((field) => factsOfField(type, field)),
        ];
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
        const { value: type } = definition.name;
        return [
          `input ${type}`,
          ...(definition.directives ?? []).map((directive) => `${type} @${directive.name.value}`),
          ...(definition.fields ?? []).map(
            (field) => `${type}.${print({ ...field, description: undefined })}`,
          ),
        ];
      }
      default:
        return [];
    }
  });
}

function factsOfField(type: string, { name, type: answer, arguments: args = [] }: FieldDefinitionNode) {
  const field = `${type}.${name.value}`;
  return [
    `${field}: ${print(answer)}`,
    ...args.map((arg) => `${field}(${print({ ...arg, description: undefined })})`),
  ];
}

const nameOf = (node: NamedTypeNode) => node.name.value;
