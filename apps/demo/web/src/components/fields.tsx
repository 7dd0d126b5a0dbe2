/** Form fields, each with its label, and how a submitted form is read. */

import type { QoS } from '@x/codec';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly required?: boolean;
}

interface TextFieldProps extends FieldProps {
  readonly value?: string;
  readonly pattern?: string;
}

export function TextField({ label, value = '', ...input }: TextFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input {...input} type="text" defaultValue={value} autocomplete="off" spellcheck={false} />
    </label>
  );
}

export function SecretField({ label, name }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input name={name} type="password" autocomplete="off" />
    </label>
  );
}

interface NumberFieldProps extends FieldProps {
  readonly value?: number;
  readonly min: number;
  readonly max: number;
}

export function NumberField({ label, value, ...input }: NumberFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input {...input} type="number" defaultValue={value ?? ''} autocomplete="off" />
    </label>
  );
}

export function Check({ label, name }: { readonly label: string; readonly name: string }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} />
      <span>{label}</span>
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name?: string;
  /** Value and text. */
  readonly options: readonly (readonly [string, string])[];
  readonly initial?: string;
  readonly onChoice?: (value: string) => void;
}

export function Choice({ label, name, options, initial = '', onChoice }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} onChange={(event) => onChoice?.(event.currentTarget.value)}>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === initial}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export const QOS_OPTIONS = [
  ['0', '0 at most once'],
  ['1', '1 at least once'],
  ['2', '2 exactly once'],
] as const;

/** The fields of a form that is being submitted. */
export class Answers {
  readonly #data: FormData;

  constructor(event: SubmitEvent) {
    event.preventDefault();
    this.#data = new FormData(
      event.currentTarget instanceof HTMLFormElement ? event.currentTarget : undefined,
    );
  }

  text(name: string): string {
    const value = this.#data.get(name);
    return typeof value === 'string' ? value : '';
  }

  checked(name: string): boolean {
    return this.#data.has(name);
  }

  /** undefined for an empty field. */
  number(name: string): number | undefined {
    const text = this.text(name).trim();
    return text === '' ? undefined : Number(text);
  }

  qos(name: string): QoS {
    const value = this.text(name);
    if (value === '1') return 1;
    return value === '2' ? 2 : 0;
  }
}
