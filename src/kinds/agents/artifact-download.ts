import type { ScopedDb } from '../../core/db/tenancy.js';
import { decodeId, encodeId } from '../../core/ids.js';

/** For how long an address can be used to download what it names. */
export const DOWNLOAD_SECONDS = 300;

const FOLDER = 'artifacts';
const TOKEN = 'token';

export interface Download {
  name: string;
  /** As it was recorded: anything. */
  contentType: string | null;
  content: string;
}

/** The address of an artifact's content, relative to that of the API. */
export function downloadUrl(id: string, token: string): string {
  return `${FOLDER}/${encodeId('Artifact', id)}?${TOKEN}=${token}`;
}

/** What an address names and shows; null where it is none of a download. */
export function readDownloadUrl({
  pathname,
  searchParams,
}: URL): { id: string | null; token: string } | null {
  const [, folder, id = '', ...more] = pathname.split('/');
  if (folder !== FOLDER || more.length > 0) return null;
  const named = decodeId(id);
  return { id: named?.type === 'Artifact' ? named.uuid : null, token: searchParams.get(TOKEN) ?? '' };
}

/** The content of an artifact that is there and whose it is; null where there is none. */
export async function readDownload(db: ScopedDb, id: string): Promise<Download | null> {
  const found = await db.artifact.findUnique({
    where: { id },
    select: { name: true, contentType: true, content: true },
  });
  return found?.content == null ? null : { ...found, content: found.content };
}
