// Loaded before a program: from the moment that the file FAIL_SYNC_FROM names is there, files cannot be synced any
// more, as on a disk that broke.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const sync = fs.fsyncSync;
fs.fsyncSync = (file) => {
  if (!fs.existsSync(process.env.FAIL_SYNC_FROM ?? '')) return sync(file);
  throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
};
syncBuiltinESMExports();
