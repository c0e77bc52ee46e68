import { useMemo, useState } from 'react';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { cx } from './cx';
import { TextField } from './field';
import { formatNumber } from './format';
import { ChevronRightIcon, LinkIcon, SearchIcon } from './icons';
import { isolated } from './isolated';
import {
  entriesOf,
  type JsonEntry,
  type JsonHits,
  type JsonPath,
  pathKey,
  pathText,
  searchJson,
  visibleParts,
} from './json-tree';
import styles from './json-view.module.css';

export interface JsonViewProps {
  value: unknown;
  /** What it is: `Params`. */
  label: string;
  /** How many levels are open at first; 1 by default. */
  openLevels?: number;
  /** Without the search and the button that copies all. */
  isBare?: boolean;
}

/** Of a big array or object, so many at a time. */
const SLICE = 100;
/** Of a long text, so many characters until all is asked for. */
const SHOWN_TEXT = 400;
const MIN_SEARCH = 2;
/** In one name; a longer one is cut. */
const SHOWN_NAME = 120;

/** Any JSON as a tree. What is in it is shown as text, never as markup, and in its own direction. */
export function JsonView({ value, label, openLevels = 1, isBare = false }: JsonViewProps) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [text, setText] = useState('');
  const isSearching = text.length >= MIN_SEARCH;
  const hits = useMemo(() => (isSearching ? searchJson(value, text) : null), [value, text, isSearching]);
  const toggle = (key: string, isOpen: boolean) => setToggled((old) => new Map(old).set(key, isOpen));
  return (
    <div className={styles.view}>
      {!isBare && (
        <div className={styles.bar}>
          <TextField
            label={`Search: ${label}`}
            isLabelHidden
            icon={<SearchIcon size={14} />}
            placeholder="Search names and values"
            type="search"
            value={text}
            onChange={setText}
            className={styles.search}
          />
          <span role="status" className={styles.count}>
            {hits && `${formatNumber(hits.hits.size)}${hits.isCapped ? '+' : ''} found`}
          </span>
          <CopyButton text={() => JSON.stringify(value, null, 2) ?? ''} label={`Copy: ${label}`} />
        </div>
      )}
      <ul className={styles.tree} aria-label={label}>
        <Node path={[]} value={value} context={{ toggled, toggle, openLevels, hits }} />
      </ul>
    </div>
  );
}

interface Context {
  toggled: ReadonlyMap<string, boolean>;
  toggle: (key: string, isOpen: boolean) => void;
  openLevels: number;
  hits: JsonHits | null;
}

interface NodeProps {
  path: JsonPath;
  value: unknown;
  context: Context;
}

function Node({ path, value, context }: NodeProps) {
  const { toggled, toggle, openLevels, hits } = context;
  const key = pathKey(path);
  const entries = entriesOf(value);
  const isBranch = entries !== null && entries.length > 0;
  const isOpen = isBranch && (toggled.get(key) ?? hits?.opened.has(key) ?? path.length < openLevels);
  const name = path.at(-1);
  const head = (
    <>
      {name !== undefined && <Name name={name} />}
      {entries ? (
        <span className={styles.summary}>{summaryOf(value, entries.length)}</span>
      ) : (
        <Value value={value} />
      )}
    </>
  );
  return (
    <li className={styles.node}>
      <div className={cx(styles.line, hits?.hits.has(key) && styles.hit)}>
        {isBranch ? (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            onClick={() => toggle(key, !isOpen)}
          >
            <ChevronRightIcon size={12} className={cx(styles.chevron, isOpen && styles.open)} />
            {head}
          </button>
        ) : (
          <span className={styles.leaf}>{head}</span>
        )}
        <span className={styles.copies}>
          <CopyButton
            text={() => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''))}
            label={`Copy the value of ${isolated(shortName(name))}`}
          />
          {path.length > 0 && (
            <CopyButton
              text={pathText(path)}
              label={`Copy the path ${isolated(pathText(path).slice(0, SHOWN_NAME))}`}
              icon={<LinkIcon size={14} />}
            />
          )}
        </span>
      </div>
      {isOpen && <Children path={path} entries={entries} context={context} />}
    </li>
  );
}

function Children({
  path,
  entries,
  context,
}: {
  path: JsonPath;
  entries: readonly JsonEntry[];
  context: Context;
}) {
  const [shown, setShown] = useState(SLICE);
  const { hits } = context;
  // While searching, what holds no hit is left out, so that a hit far down is seen.
  const matching = useMemo(() => {
    if (!hits || hits.hits.size === 0) return entries;
    const found = entries.filter(([part]) => {
      const key = pathKey([...path, part]);
      return hits.hits.has(key) || hits.opened.has(key);
    });
    return found.length > 0 ? found : entries;
  }, [entries, hits, path]);
  const rest = matching.length - shown;
  return (
    <ul className={styles.children}>
      {matching.slice(0, shown).map(([part, value]) => (
        <Node key={part} path={[...path, part]} value={value} context={context} />
      ))}
      {rest > 0 && (
        <li>
          <Button size="s" variant="ghost" onClick={() => setShown(shown + SLICE)}>
            Show {formatNumber(Math.min(rest, SLICE))} more of {formatNumber(rest)}
          </Button>
        </li>
      )}
    </ul>
  );
}

function summaryOf(value: unknown, size: number): string {
  if (Array.isArray(value)) return size === 0 ? '[]' : `[ ${formatNumber(size)} ]`;
  return size === 0 ? '{}' : `{ ${formatNumber(size)} }`;
}

function shortName(name: string | number | undefined): string {
  return name === undefined ? 'all' : String(name).slice(0, SHOWN_NAME);
}

function Name({ name }: { name: string | number }) {
  return (
    <span className={cx(styles.name, typeof name === 'number' && styles.place)}>
      <Text text={shortName(name)} />
      <span className={styles.colon}>:</span>
    </span>
  );
}

function Value({ value }: { value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  if (typeof value !== 'string') {
    return <span className={styles[value === null ? 'null' : typeof value]}>{String(value)}</span>;
  }
  const isCut = !isWhole && value.length > SHOWN_TEXT;
  return (
    <span className={styles.string}>
      "<Text text={isCut ? value.slice(0, SHOWN_TEXT) : value} />
      {isCut ? '…' : '"'}
      {value.length > SHOWN_TEXT && (
        <Button size="s" variant="ghost" onClick={() => setWhole(!isWhole)}>
          {isCut ? `Show all ${formatNumber(value.length)} characters` : 'Show less'}
        </Button>
      )}
    </span>
  );
}

/** Text of whoever wrote it: in its own direction, with what cannot be seen written out. */
export function Text({ text }: { text: string }) {
  const parts = useMemo(() => visibleParts(text), [text]);
  return (
    <bdi>
      {parts.map((part, at) =>
        part.isEscape ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, made anew with it
          <span key={at} className={styles.escape}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </bdi>
  );
}
