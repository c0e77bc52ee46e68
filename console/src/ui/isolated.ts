/** What begins and ends isolation: in a name, it could end the one around it. */
const ISOLATION = /[\u2066-\u2069]/g;

/**
 * A text that somebody gave, for a sentence that is no markup, such as a toast or a label: whichever way it is written,
 * and whatever marks are in it, the words around it stay where they are. In markup, `<bdi>` does the same.
 */
export const isolated = (text: string) => `\u2068${text.replace(ISOLATION, '')}\u2069`;
