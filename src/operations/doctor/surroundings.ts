import { readdir, stat, statfs } from 'node:fs/promises';
import { errorCode } from '../../core/db/errors.js';
import { type Finding, fine, problem, warning } from './finding.js';

const OF_OTHERS = 0o077;
const MIB = 1024 * 1024;
/** Less free space than this is worth a look, and less than that is too little for a checkpoint. */
const LITTLE_SPACE_BYTES = 1024 * MIB;
const NO_SPACE_BYTES = 200 * MIB;

/** Who may read the folder of an embedded database, and how much may still be written there. */
export async function lookAtFolder(dataDir: string): Promise<Finding[]> {
  try {
    return [await lookAtRights(dataDir), await lookAtSpace(dataDir)];
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return [
      problem(
        'folder',
        `There is no folder ${dataDir}.`,
        'Set DATA_DIR to the folder of the database; "runledger serve" makes one where there is none.',
      ),
    ];
  }
}

async function lookAtRights(dataDir: string): Promise<Finding> {
  const names = await readdir(dataDir);
  const paths = [dataDir, ...names.map((name) => `${dataDir}/${name}`)];
  for (const path of paths) {
    if (((await stat(path)).mode & OF_OTHERS) === 0) continue;
    return warning(
      'folder',
      `${path} is open to other accounts of this machine.`,
      `Run chmod -R go-rwx ${dataDir}, or give Runledger a folder of its own.`,
    );
  }
  return fine('folder', `${dataDir} is its owner's alone.`);
}

async function lookAtSpace(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const message = `${Math.floor(free / MIB)} MiB are free on the disk of ${dataDir}.`;
  const advice = 'Free some, or move the folder to a larger disk while Runledger is stopped.';
  if (free < NO_SPACE_BYTES) return problem('disk', message, advice);
  return free < LITTLE_SPACE_BYTES ? warning('disk', message, advice) : fine('disk', message);
}
