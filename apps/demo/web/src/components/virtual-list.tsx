/** A list of any length of which only the visible rows exist: rows of one height, one of them selected. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Pixels; as --row in the style sheet. */
const ROW = 26;
/** Rows beyond the edges, so that a fast scroll shows no gap. */
const MARGIN = 4;

interface VirtualListProps<T> {
  readonly label: string;
  readonly length: number;
  /** From top to bottom. */
  readonly at: (index: number) => T | undefined;
  readonly keyOf: (item: T) => string | number;
  readonly row: (item: T) => ComponentChildren;
  /** How many rows were ever put on top: what one looks at stays in place when there are more. */
  readonly added?: number;
  readonly selected?: string | number | undefined;
  readonly onSelect: (item: T) => void;
  readonly empty: string;
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, length, at, keyOf, row, added = 0, selected, onSelect, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const seen = useRef(added);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);
  useLayoutEffect(() => {
    const more = added - seen.current;
    seen.current = added;
    if (scroller.current !== null && more > 0 && scroller.current.scrollTop > 0) {
      scroller.current.scrollTop += more * ROW;
    }
  }, [added]);

  const select = (item: T | undefined, index: number): void => {
    const element = scroller.current;
    if (item === undefined || element === null) return;
    onSelect(item);
    const place = index * ROW;
    if (place < element.scrollTop) element.scrollTop = place;
    const bottom = place + ROW - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
    requestAnimationFrame(() =>
      element.querySelector<HTMLElement>(`[data-key="${keyOf(item)}"]`)?.focus(),
    );
  };
  const step = (event: KeyboardEvent, index: number): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    select(at(index + by), index + by);
  };

  const first = Math.max(0, Math.min(Math.floor(top.value / ROW) - MARGIN, length));
  const last = Math.min(length, first + Math.ceil(height.value / ROW) + 2 * MARGIN);
  const rows: ComponentChildren[] = [];
  for (let index = first; index < last; index++) {
    const item = at(index);
    if (item === undefined) continue;
    const key = keyOf(item);
    rows.push(
      <li key={key} style={{ top: `${index * ROW}px` }}>
        <button
          type="button"
          class="row"
          data-key={key}
          aria-pressed={key === selected}
          onClick={() => onSelect(item)}
          onKeyDown={(event) => step(event, index)}
        >
          {row(item)}
        </button>
      </li>,
    );
  }
  return (
    <div
      class="scroller"
      ref={scroller}
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
      }}
    >
      {length === 0 && <p class="empty">{empty}</p>}
      <ul aria-label={label} style={{ height: `${length * ROW}px` }}>
        {rows}
      </ul>
    </div>
  );
}
