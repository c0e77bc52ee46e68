import { useMemo } from 'react';
import { Text } from '../../ui/json-view';
import { withoutAnsi } from './ansi';

/** On one line no more of it can be seen anyway. */
const SHOWN_CHARACTERS = 600;

/** What was logged, as text: never as markup, without a terminal's colours. */
export function MessageText({ text, isWhole = false }: { text: string; isWhole?: boolean }) {
  const shown = useMemo(() => {
    const clean = withoutAnsi(text);
    return isWhole || clean.length <= SHOWN_CHARACTERS ? clean : `${clean.slice(0, SHOWN_CHARACTERS)}…`;
  }, [text, isWhole]);
  return <Text text={shown} />;
}
