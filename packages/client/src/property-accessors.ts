/** The accessors of the stored properties: a getter and a setter of the class for each row. */

import type { MQTTProperties } from './api.ts';
import { CLASS_PROPERTIES } from './settings/properties.ts';
import type { PropertyValues, Settings } from './settings/store.ts';

/** Those whose value is the engine's, and which the class answers itself. */
type EngineAccessor =
  | 'isConnected'
  | 'setConnected'
  | 'getIncomingMessages'
  | 'getOutgoingMessages'
  | 'isReadyToSend'
  | 'getSSLServerCert';

class Accessors {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  static {
    for (const [name, row] of Object.entries(CLASS_PROPERTIES)) {
      const property = name as keyof PropertyValues;
      const isBoolean = row.type === 'stored' && row.kind.type === 'boolean';
      define(Accessors.prototype, `${isBoolean ? 'is' : 'get'}${name}`, function (this: Accessors) {
        return this.#settings.get(property);
      });
      define(Accessors.prototype, `set${name}`, function (this: Accessors, value: unknown) {
        this.#settings.set(property, value);
      });
    }
  }
}

function define(prototype: object, name: string, method: (...values: never[]) => unknown): void {
  Object.defineProperty(method, 'name', { value: name });
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
}

/** The rows are the only list of them; api.ts has their types and their prose. */
export const PropertyAccessors = Accessors as unknown as new (
  settings: Settings,
) => Omit<MQTTProperties, EngineAccessor>;
