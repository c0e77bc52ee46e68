// Says what in a lock file would spoil an installation: packages that refuse a Node.js which package.json promises, and
// install scripts that it neither allows nor denies. Ends with 1 where there is something.
import { readFileSync } from 'node:fs';
import semver from 'semver';

/** Of each release line that Node.js supports, one that people have; the oldest that is promised comes first. */
const VERSIONS = ['20.20.2', '22.22.0', '24.12.0'];

const root = new URL('../', import.meta.url);
const { engines, allowScripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const lock = process.argv[2] ?? new URL('package-lock.json', root);
const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
const promised = [semver.minVersion(engines.node).version, ...VERSIONS];

const faults = Object.entries(packages).flatMap(([path, { engines: wanted, hasInstallScript }]) => {
  if (path === '') return [];
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const refused = promised.filter((version) => !semver.satisfies(version, wanted?.node ?? '*'));
  return [
    ...(refused.length > 0
      ? [`${path} wants Node.js ${wanted.node}: ${refused.join(', ')} is promised`]
      : []),
    ...(hasInstallScript && !(name in allowScripts)
      ? [`${path} has an install script: add it to allowScripts`]
      : []),
  ];
});
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
