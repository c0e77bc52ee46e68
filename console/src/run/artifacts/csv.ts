/** Rows of a text in which fields are separated by commas, semicolons or tabs, as RFC 4180 has them. */
export interface Csv {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Whether there is more than is read. */
  isCut: boolean;
}

const MAX_ROWS = 1_000;
const MAX_COLUMNS = 100;

export function readCsv(text: string): Csv {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row.slice(0, MAX_COLUMNS));
    row = [];
  };
  for (; at < text.length && rows.length <= MAX_ROWS; at++) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char !== '"') field += char;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at++;
      } else isQuoted = false;
    } else if (char === '"' && field === '') isQuoted = true;
    else if (char === separator) endField();
    else if (char === '\n') endRow();
    else if (char !== '\r' || text.charAt(at + 1) !== '\n') field += char;
  }
  if (field !== '' || row.length > 0) endRow();
  const [head = [], ...rest] = rows;
  return { head, rows: rest.slice(0, MAX_ROWS), isCut: at < text.length || rest.length > MAX_ROWS };
}

/** Whichever is most often in the first line. */
function separatorOf(text: string): string {
  const line = text.slice(0, 10_000).split('\n', 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((one) => ({ one, count: line.split(one).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).one;
}
