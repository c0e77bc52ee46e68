import { useEffect, useRef, useState } from 'react';
import { TextField } from '../ui/field';
import { SearchIcon } from '../ui/icons';
import { MultiSelect } from '../ui/multi-select';
import { lookOf } from '../ui/status-badge';
import { manyOf, oneOf, type Search, unknownValue, useSearchState } from './search';

/** What of an address makes no sense, in words, beside what does. */
export interface ReadSet<Value extends string> {
  values: Value[] | undefined;
  problems: string[];
}

/** The values of a closed set that the address names. */
export function readSet<Value extends string>(
  search: Search,
  param: string,
  allowed: readonly Value[],
): ReadSet<Value> {
  const given = manyOf(search, param);
  const values = given.flatMap((value) => allowed.find((one) => one === value) ?? []);
  const problems = given
    .filter((value) => !allowed.some((one) => one === value))
    .map((value) => unknownValue(param, value));
  return { values: values.length > 0 ? values : undefined, problems };
}

/** The one value of a closed set that the address names, or the usual one. */
export function readChoice<Value extends string>(
  search: Search,
  param: string,
  allowed: readonly Value[],
  usual: Value,
): Value {
  const given = oneOf(search, param);
  return allowed.find((one) => one === given) ?? usual;
}

export interface SetFilterProps {
  /** Its name in the address. */
  param: string;
  label: string;
  values: readonly string[];
  /** Instead of the values' own words. */
  wordOf?: (value: string) => string;
  isSingle?: boolean;
}

/** A filter by values of a closed set, kept in the address. */
export function SetFilter({ param, label, values, wordOf, isSingle }: SetFilterProps) {
  const [search, change] = useSearchState();
  return (
    <MultiSelect
      label={label}
      isSingle={isSingle}
      options={values.map((value) => ({ value, label: wordOf?.(value) ?? lookOf(value).label }))}
      value={manyOf(search, param)}
      onChange={(next) => change({ [param]: next })}
    />
  );
}

const WAIT_MS = 300;

/** A filter by a text, kept in the address once the typing rests. */
export function TextFilter({ param, label }: { param: string; label: string }) {
  const [search, change] = useSearchState();
  const inAddress = oneOf(search, param) ?? '';
  const [text, setText] = useState(inAddress);
  const written = useRef(inAddress);

  useEffect(() => {
    // Back, or a link, brought another.
    if (inAddress === written.current) return;
    written.current = inAddress;
    setText(inAddress);
  }, [inAddress]);

  useEffect(() => {
    if (text === written.current) return;
    const timer = window.setTimeout(() => {
      written.current = text;
      change({ [param]: text.trim() === '' ? null : text }, { replace: true });
    }, WAIT_MS);
    return () => window.clearTimeout(timer);
  }, [text, param, change]);

  return (
    <TextField
      label={label}
      isLabelHidden
      type="search"
      placeholder={label}
      icon={<SearchIcon size={14} />}
      value={text}
      onChange={setText}
    />
  );
}
