/** The server of this page: what its link and its broker do, and the requests that disturb them. */

import { signal } from '@preact/signals';

/** What the page uses of the server's answers. */
export interface ServedState {
  readonly broker: {
    readonly embedded: boolean;
    readonly name: string;
    readonly starts: number;
    readonly sessions: readonly unknown[];
  };
  readonly link: {
    readonly connections: number;
    /** Milliseconds. */
    readonly delay: number;
    readonly downFor: number;
    readonly bytesUp: number;
    readonly bytesDown: number;
  };
  readonly urls: { readonly mqtt: string; readonly ws: string };
}

/** undefined: the page does not come from `x-mqtt serve`, or that has ended. */
export const served = signal<ServedState | undefined>(undefined);

const INTERVAL = 1000;

export function watchServer(): void {
  const look = (): void => {
    if (!document.hidden) void ask('state');
  };
  look();
  setInterval(look, INTERVAL);
}

/** @returns undefined, or why it was not done */
export async function disturb(path: string, body: object): Promise<string | undefined> {
  return ask(path, { method: 'POST', body: JSON.stringify(body) });
}

async function ask(path: string, request?: RequestInit): Promise<string | undefined> {
  try {
    const response = await fetch(`/api/${path}`, request);
    const answer = await response.json();
    if (!response.ok) return String(answer.error);
    served.value = answer;
    return undefined;
  } catch (error) {
    served.value = undefined;
    return String(error);
  }
}
