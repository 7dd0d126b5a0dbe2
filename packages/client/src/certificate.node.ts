/** Certificates on Node, whose errors are the client's; what opens their stores is loaded when a store is opened. */

import { Certificate as Base, CertificateError } from '@x/transport/certificate';
import { mqttError } from './errors.ts';

class Wrapped extends Base {
  constructor(...values: readonly unknown[]) {
    try {
      // The overloads are checked where the class is used, the values by the class itself.
      super(...(values as []));
    } catch (error) {
      throw asMQTTError(error);
    }
  }

  static {
    for (const [name, property] of Object.entries(
      Object.getOwnPropertyDescriptors(Base.prototype),
    )) {
      const { set } = property;
      if (set === undefined) continue;
      const guarded = function (this: Base, value: unknown): void {
        try {
          set.call(this, value);
        } catch (error) {
          throw asMQTTError(error);
        }
      };
      Object.defineProperty(Wrapped.prototype, name, { ...property, set: guarded });
    }
    Object.defineProperty(Wrapped, 'name', { value: 'Certificate' });
  }
}

function asMQTTError(error: unknown): unknown {
  if (!(error instanceof CertificateError)) return error;
  const detail = error.message.replace(/^cannot open the certificate store: /, '');
  return mqttError(error.code, detail, error);
}

export type Certificate = Base;
export const Certificate = Wrapped as typeof Base;
