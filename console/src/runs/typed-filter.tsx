import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { JsonField, NumberField, TextField } from '../ui/field';
import { Popover } from '../ui/menu';
import type { FilterField } from './filters';
import styles from './popover.module.css';

export interface TypedFilterProps {
  field: FilterField;
  values: readonly string[];
  isOpenAtFirst: boolean;
  onChange: (value: readonly string[] | string | null) => void;
}

/** What is written rather than chosen. */
export function TypedFilter({ field, values, isOpenAtFirst, onChange }: TypedFilterProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const chosen = values.join(', ');
  return (
    <Popover
      title={field.label}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button>
          {field.label}
          {chosen !== '' && <bdi className={styles.chosen}>{chosen}</bdi>}
        </Button>
      }
    >
      <Form
        key={chosen}
        field={field}
        text={chosen}
        onApply={(text) => {
          onChange(
            field.input === 'texts'
              ? text
                  .split(',')
                  .map((one) => one.trim())
                  .filter(Boolean)
              : text || null,
          );
          setOpen(false);
        }}
      />
    </Popover>
  );
}

interface FormProps {
  field: FilterField;
  text: string;
  onApply: (text: string) => void;
}

function Form({ field, text: given, onApply }: FormProps) {
  const [text, setText] = useState(given);
  const { label, hint } = field;
  if (field.input === 'yesNo') {
    return (
      <div className={styles.choices}>
        {['yes', 'no'].map((answer) => (
          <Button
            key={answer}
            variant={answer === given ? 'primary' : 'default'}
            onClick={() => onApply(answer === given ? '' : answer)}
          >
            {answer === 'yes' ? 'Yes' : 'No'}
          </Button>
        ))}
      </div>
    );
  }
  const [min = '', max = ''] = text.split('..');
  return (
    <form
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onApply(text);
      }}
    >
      {field.input === 'numbers' ? (
        <>
          <NumberField
            label="At least"
            unit="ms"
            min={0}
            value={min === '' ? null : Number(min)}
            onChange={(value) => setText(rangeOf(value ?? '', max))}
          />
          <NumberField
            label="At most"
            unit="ms"
            min={0}
            value={max === '' ? null : Number(max)}
            onChange={(value) => setText(rangeOf(min, value ?? ''))}
          />
        </>
      ) : field.input === 'json' ? (
        <JsonField label={label} hint={hint} value={text} onChange={setText} rows={5} isEmptyAllowed />
      ) : (
        <TextField
          label={label}
          hint={hint ?? (field.input === 'texts' ? 'Several are separated by commas.' : undefined)}
          value={text}
          onChange={setText}
        />
      )}
      <div className={styles.buttons}>
        <Button variant="ghost" onClick={() => onApply('')}>
          Clear
        </Button>
        <Button type="submit" variant="primary">
          Apply
        </Button>
      </div>
    </form>
  );
}

const rangeOf = (min: string | number, max: string | number) =>
  min === '' && max === '' ? '' : `${min}..${max}`;
