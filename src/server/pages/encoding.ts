/** How a body may be compressed, the smaller first. */
export const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const WEIGHT = /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * How to send what there is in several encodings.
 * @param accepted The Accept-Encoding header.
 * @returns null for as it is, which everybody can read.
 */
export function encodingFor(accepted: string | null, offered: readonly Encoding[]): Encoding | null {
  const weights = weightsOf(accepted ?? '');
  const others = weights.get('*');
  // What nobody named is as good as not sent, but for what is not encoded at all.
  let best: { encoding: Encoding | null; weight: number } = {
    encoding: null,
    weight: weights.get('identity') ?? 0,
  };
  for (const encoding of ENCODINGS) {
    const weight = weights.get(encoding) ?? others ?? 0;
    const isBetter = weight > best.weight || (weight > 0 && weight === best.weight && !best.encoding);
    if (isBetter && offered.includes(encoding)) best = { encoding, weight };
  }
  return best.encoding;
}

function weightsOf(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith('q='));
    if (name) weights.set(name, weight === undefined ? 1 : WEIGHT.test(weight) ? Number(weight.slice(2)) : 0);
  }
  return weights;
}
