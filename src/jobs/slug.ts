export const MAX_SLUG_LENGTH = 100;
/** A slug made from a name leaves room for the suffix that makes it unique. */
const MAX_MADE_LENGTH = 80;
/** For a name without a letter that ASCII has. */
const NAMELESS = 'job';

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether a text is a slug: lower case, ASCII letters and digits in words, one dash between two. */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG_LENGTH && SLUG.test(text);
}

/** The slug that a name makes, without the suffix that it may need: "Größe & Co." is "groe-co". */
export function slugFrom(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-');
  return words.slice(0, MAX_MADE_LENGTH).replace(/-$/, '') || NAMELESS;
}
