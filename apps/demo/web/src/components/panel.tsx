/** A part of the page with its heading. */

import type { ComponentChildren } from 'preact';

interface PanelProps {
  readonly name: string;
  /** Beside the heading. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ name, aside, children }: PanelProps) {
  const id = `panel-${name.toLowerCase().replace(/\W+/g, '-')}`;
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{name}</h2>
        <div class="aside">{aside}</div>
      </header>
      {children}
    </section>
  );
}
