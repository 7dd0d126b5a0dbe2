/** A list of any length of which only the visible rows exist: rows of one height, one of them selected. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Pixels; as --row in the style sheet. */
const ROW = 26;
/** Rows beyond the edges, so that a fast scroll shows no gap. */
const MARGIN = 4;

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

interface VirtualListProps<T> {
  readonly label: string;
  readonly length: number;
  /** From top to bottom. */
  readonly at: (index: number) => T | undefined;
  readonly keyOf: (item: T) => string | number;
  readonly row: (item: T) => ComponentChildren;
  /** What `row` depends on besides the item; undefined: items change, so they are drawn again each time. */
  readonly look?: string;
  /** How many rows were ever put on top: what one looks at stays in place when there are more. */
  readonly added?: number;
  readonly selected?: string | number | undefined;
  readonly onSelect: (item: T) => void;
  readonly empty: string;
}

/** What an element shows. */
interface Drawn<T> {
  readonly item: T;
  readonly look: string | undefined;
  readonly content: ComponentChildren;
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, length, at, keyOf, row, look, added = 0, selected, onSelect, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useHeight(scroller);
  const seen = useRef(added);
  const contentOf = useContents(row, look);
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
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    select(at(index + by), index + by);
  };

  const first = Math.max(0, Math.min(Math.floor(top.value / ROW) - MARGIN, length));
  const last = Math.min(length, first + Math.ceil(height / ROW) + 2 * MARGIN);
  const rows: ComponentChildren[] = [];
  // Elements are used again, for another item only when theirs is out of sight.
  const elements = Math.ceil(height / ROW) + 2 * MARGIN + 1;
  for (let index = first; index < last; index++) {
    const item = at(index);
    if (item === undefined) continue;
    const key = keyOf(item);
    const element = Math.abs(added - index) % elements;
    rows.push(
      <li key={element} style={{ transform: `translateY(${index * ROW}px)` }}>
        <button
          type="button"
          class="row"
          data-key={key}
          aria-pressed={key === selected}
          onClick={() => onSelect(item)}
          onKeyDown={(event) => step(event, index)}
        >
          {contentOf(item, element)}
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

/** In pixels, as it changes. */
function useHeight(place: RefObject<HTMLElement | null>): number {
  const height = useSignal(600);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, height]);
  return height.value;
}

/** A row's content as it was, where nothing changed: what is the same object is not compared again. */
function useContents<T>(row: VirtualListProps<T>['row'], look: string | undefined) {
  const drawn = useRef(new Map<number, Drawn<T>>());
  return (item: T, element: number): ComponentChildren => {
    const before = drawn.current.get(element);
    if (before?.item === item && before.look === look && look !== undefined) return before.content;
    const content = row(item);
    drawn.current.set(element, { item, look, content });
    return content;
  };
}
