/** Node has all of `config` from the start. */

import { Configuration } from './configuration.ts';

export function configurationClass(): typeof Configuration | Promise<typeof Configuration> {
  return Configuration;
}
