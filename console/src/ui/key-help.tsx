import { Fragment } from 'react';
import { Dialog } from './dialog';
import styles from './key-help.module.css';
import { keyCaps, useListedKeys } from './keys';

/** The keys of one binding, drawn as caps. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {keyCaps(keys).map((press, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: presses have an order and may repeat
        <Fragment key={at}>
          {at > 0 && <span className={styles.then}>then</span>}
          {press.map((cap) => (
            <kbd key={cap} className={styles.cap}>
              {cap}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}

/** All keys that do something on this page, by group. */
export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const listed = useListedKeys();
  const groups = [...new Set(listed.map((key) => key.group))];
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard">
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3 className={styles.group}>{group}</h3>
            <dl className={styles.list}>
              {listed
                .filter((key) => key.group === group)
                .map((key) => (
                  <div key={key.keys + key.label} className={styles.entry}>
                    <dt>{key.label}</dt>
                    <dd>
                      <Keys keys={key.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
