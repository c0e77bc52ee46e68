import type { ReactNode } from 'react';
import { buttonClass } from './button';
import { Chosen, nameOf, useChosen } from './chosen';
import { cx } from './cx';
import { deferred, Reach, useDeferred } from './deferred';
import styles from './select.module.css';

const fetchLayer = deferred(() =>
  import('./multi-select-layer').then(({ MultiSelectLayer }) => MultiSelectLayer),
);

export interface MultiOption {
  value: string;
  label: string;
  /** How often it is there, shown beside it. */
  count?: ReactNode;
  icon?: ReactNode;
}

export interface MultiSelectProps {
  /** What is chosen: `Status`. */
  label: string;
  options: readonly MultiOption[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** The options come from elsewhere: called with each text searched for; the caller renews `options`. */
  onSearch?: (text: string) => void;
  onOpenChange?: (isOpen: boolean) => void;
  isLoading?: boolean;
  /** The options could not be loaded: said in their place. */
  error?: string | null;
  /** One value at most. */
  isSingle?: boolean;
  icon?: ReactNode;
}

/** A filter by some of many values: a button that says what is chosen, and a list with a search. */
export function MultiSelect(props: MultiSelectProps) {
  const { label, options, value, icon } = props;
  const { Part, open, ahead } = useDeferred(fetchLayer);
  const chosen = useChosen(options, value);
  if (Part) return <Part {...props} isOpenAtFirst />;
  const reach = () => {
    props.onOpenChange?.(true);
    open();
  };
  return (
    <Reach
      popup="dialog"
      onOpen={reach}
      onAhead={ahead}
      trigger={
        <button
          type="button"
          className={cx(buttonClass('default'), styles.filter)}
          aria-label={nameOf(label, chosen)}
        >
          <Chosen label={label} icon={icon} chosen={chosen} />
        </button>
      }
    />
  );
}
