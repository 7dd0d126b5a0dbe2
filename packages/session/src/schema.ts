/** Checks data from outside against a shape, field by field; a library for it would cost more to load than all the rest. */

/** `check` throws a SchemaFault with the path of what is wrong; what passes is a `T`. */
export interface Schema<T> {
  readonly check: (value: unknown, path: string) => void;
  /** Carries the type; there is no value. */
  readonly type?: T;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

/** What is wrong, and where: `outgoing.0.qos: …`. */
export class SchemaFault extends Error {
  override readonly name = 'SchemaFault';
}

export function integer(least: number, most: number): Schema<number> {
  return rule(
    (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    `must be an integer from ${least} to ${most}`,
  );
}

export function oneOf<const T extends string | number>(values: readonly T[]): Schema<T> {
  return rule((value) => values.some((each) => each === value), `must be ${values.join(' or ')}`);
}

export const boolean: Schema<boolean> = rule(
  (value) => typeof value === 'boolean',
  'must be true or false',
);

export function text(leastLength = 0): Schema<string> {
  return rule(
    (value) => typeof value === 'string' && value.length >= leastLength,
    leastLength === 0 ? 'must be text' : 'must be text that is not empty',
  );
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
export const base64: Schema<string> = rule(
  (value) => typeof value === 'string' && BASE64.test(value),
  'must be base64',
);

export function array<T>(item: Schema<T>): Schema<T[]> {
  return schema((value, path) => {
    if (!Array.isArray(value)) throw new SchemaFault(`${path}: must be an array`);
    value.forEach((each, index) => {
      item.check(each, at(path, index));
    });
  });
}

export function pair<T>(item: Schema<T>): Schema<[T, T]> {
  const items = array(item);
  return schema((value, path) => {
    items.check(value, path);
    if (Array.isArray(value) && value.length !== 2) {
      throw new SchemaFault(`${path}: must have two entries`);
    }
  });
}

export function optional<T>(inner: Schema<T>): Schema<T | undefined> {
  return {
    check: (value, path) => {
      if (value !== undefined) inner.check(value, path);
    },
  };
}

type Shape = Readonly<Record<string, Schema<unknown>>>;
type OptionalKeys<F extends Shape> = {
  [K in keyof F]: undefined extends Infer<F[K]> ? K : never;
}[keyof F];
type ObjectOf<F extends Shape> = { [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> } & {
  [K in OptionalKeys<F>]?: Infer<F[K]>;
};

/** These keys and no others. */
export function object<F extends Shape>(fields: F): Schema<ObjectOf<F>> {
  return schema((value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SchemaFault(`${path}: must be an object`);
    }
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (unknown !== undefined) throw new SchemaFault(`${at(path, unknown)}: is not known`);
    for (const [key, field] of Object.entries(fields)) {
      field.check(Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined, at(path, key));
    }
  });
}

function rule<T>(passes: (value: unknown) => boolean, reason: string): Schema<T> {
  return schema((value, path) => {
    if (!passes(value)) throw new SchemaFault(`${path}: ${reason}`);
  });
}

function schema<T>(check: (value: unknown, path: string) => void): Schema<T> {
  return { check };
}

function at(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}
