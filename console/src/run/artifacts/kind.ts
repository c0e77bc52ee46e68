import type { ArtifactRowFragment } from '../../api/generated/graphql.js';

/** How a content is shown. What is not known is text; nothing is ever shown as HTML. */
export type PreviewKind = 'markdown' | 'json' | 'csv' | 'image' | 'text';

type Named = Pick<ArtifactRowFragment, 'name' | 'contentType'>;

const BY_ENDING: Record<string, PreviewKind> = {
  md: 'markdown',
  markdown: 'markdown',
  json: 'json',
  csv: 'csv',
  tsv: 'csv',
};

export function previewKindOf({ name, contentType }: Named): PreviewKind {
  const type = (contentType ?? '').toLowerCase().split(';', 1)[0]?.trim() ?? '';
  if (type === 'text/markdown' || type === 'text/x-markdown') return 'markdown';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (type === 'text/csv' || type === 'text/tab-separated-values') return 'csv';
  if (type.startsWith('image/')) return 'image';
  if (type === '' || type === 'text/plain' || type === 'application/octet-stream')
    return BY_ENDING[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'text';
  return 'text';
}

const RASTER = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;
const DATA_URL = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]+$/;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}$/;

/** The address of an image that is in the text itself: base64 or a data address of a picture, or an SVG, which as an image runs nothing and loads nothing. Null for what is none. */
export function imageUrlOf({ contentType }: Pick<Named, 'contentType'>, content: string): string | null {
  const type = (contentType ?? '').toLowerCase().split(';', 1)[0]?.trim() ?? '';
  const text = content.trim();
  if (DATA_URL.test(text)) return text.replace(/\s/g, '');
  if (type === 'image/svg+xml' && text.startsWith('<'))
    return `data:image/svg+xml,${encodeURIComponent(text)}`;
  if (RASTER.test(type) && text !== '' && BASE64.test(text))
    return `data:${type};base64,${text.replace(/\s/g, '')}`;
  return null;
}
