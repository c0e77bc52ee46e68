import { fsyncSync, writeSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { isNoFolderSync } from './durable-files.js';
import { errorMessage, StartupError } from './errors.js';

type InitArguments = Parameters<NodeFS['init']>;

/** The part of an open file that syncing needs, as Emscripten's NODEFS keeps it. */
interface OpenFile {
  /** The file's number in this process. */
  nfd: number;
  node: { mode: number };
}

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const OF_OTHERS = 0o077;

/**
 * The files of the embedded database, which PostgreSQL can sync, and which are for no other account of the machine.
 * Emscripten's own NODEFS has no `fsync`, so what PostgreSQL says must be on the disk would stay in the system's
 * memory, and a power cut would take it.
 */
export class DurableNodeFS extends NodeFS {
  #syncs = 0;
  #isOpen = false;
  #lastFailure: string | undefined;

  /** How often PostgreSQL had something synced. */
  get syncs(): number {
    return this.#syncs;
  }

  /** What PostgreSQL said last before it gave up, where it did. */
  get lastFailure(): string | undefined {
    return this.#lastFailure;
  }

  /** From now on a database that gives up ends the process; until then opening it fails. */
  opened(): void {
    this.#isOpen = true;
  }

  /** Takes a line of PostgreSQL's log. */
  heard(line: string): void {
    this.#lastFailure = /(?:FATAL|PANIC): {2}(.*)/.exec(line)?.[1] ?? this.#lastFailure;
  }

  override async init(...[pglite, options]: InitArguments): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pglite, options);
    const prepare = ({ NODEFS }: InitArguments[0]['Module']) => {
      const nodeFs: unknown = NODEFS;
      if (!hasOperations(nodeFs)) {
        throw new StartupError(
          'This PGlite keeps its files in another way: Runledger cannot make them durable.',
        );
      }
      nodeFs.stream_ops.fsync = (file) => this.#sync(file);
      keepFromOthers(nodeFs);
    };
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(emscriptenOpts.preRun ?? []), prepare],
        onAbort: () => {
          if (this.#isOpen) this.#end(this.#lastFailure ?? 'PostgreSQL gave up');
        },
      },
    };
  }

  #sync({ nfd, node }: OpenFile): number {
    try {
      fsyncSync(nfd);
    } catch (error) {
      const isFolder = (node.mode & S_IFMT) === S_IFDIR;
      if (!isFolder || !isNoFolderSync(error)) this.#end(errorMessage(error));
    }
    this.#syncs += 1;
    return 0;
  }

  /**
   * What may not be on the disk must not be acknowledged, now or later: after a failed sync the system forgets what
   * was to be written. So everything ends here, before PostgreSQL can answer anybody.
   */
  #end(reason: string): never {
    writeSync(
      process.stderr.fd,
      `The embedded database in ${this.rootDir} cannot be written safely (${reason}), so Runledger ends: look at the disk and its space, then start again.\n`,
    );
    process.exit(1);
  }
}

/** The operations of Emscripten's NODEFS that are given another form here. */
interface NodeFsOperations {
  node_ops: {
    mknod: (parent: unknown, name: string, mode: number, device: number) => unknown;
    setattr: (node: unknown, attributes: { mode?: number }) => void;
  };
  stream_ops: { fsync?: (file: OpenFile) => number };
}

function hasOperations(value: unknown): value is NodeFsOperations {
  const names = [
    ['node_ops', 'mknod'],
    ['node_ops', 'setattr'],
    ['stream_ops', 'open'],
  ] as const;
  return isObject(value) && names.every(([group, name]) => isFunction(value, group, name));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function isFunction(value: object, group: string, name: string): boolean {
  const operations: unknown = Reflect.get(value, group);
  return isObject(operations) && typeof Reflect.get(operations, name) === 'function';
}

/** PostgreSQL leaves it to a server's umask that some of its files are not for others; a process's own may be any. */
function keepFromOthers({ node_ops: operations }: NodeFsOperations): void {
  const { mknod, setattr } = operations;
  operations.mknod = (parent, name, mode, device) => mknod(parent, name, mode & ~OF_OTHERS, device);
  operations.setattr = (node, { mode, ...attributes }) =>
    setattr(node, mode === undefined ? attributes : { ...attributes, mode: mode & ~OF_OTHERS });
}
