/** The topics as a tree, each with the value that it has now. */

import { connection } from '../model/connection.ts';
import { frame } from '../model/frame.ts';
import { preview } from '../model/payload.ts';
import type { TopicNode } from '../model/topics.ts';
import { Panel } from './panel.tsx';
import { VirtualList } from './virtual-list.tsx';

export function TopicTree() {
  frame.value;
  const { topics } = connection;
  const rows = topics.rows();
  return (
    <Panel
      name="Topics"
      aside={
        <>
          <span class="quiet">
            {topics.left > 0 ? `${topics.left} messages for more topics` : ''}
          </span>
          <button
            type="button"
            class="small"
            aria-label="Clear topics"
            onClick={() => topics.clear()}
          >
            clear
          </button>
        </>
      }
    >
      <VirtualList
        label="Topics"
        length={rows.length}
        at={(index) => rows[index]}
        keyOf={({ topic }) => topic}
        onSelect={(place) => topics.toggle(place)}
        empty="The topics of incoming messages appear here."
        row={(place) => <TopicRow place={place} />}
      />
    </Panel>
  );
}

function TopicRow({ place }: { place: TopicNode }) {
  const { name, depth, children, open, count, last, retained } = place;
  const fold = open ? '▾' : '▸';
  return (
    <>
      <span class="level" style={{ paddingInlineStart: `${depth}rem` }}>
        <span class="fold">{children.size === 0 ? '' : fold}</span>
        {name === '' ? '(empty)' : name}
      </span>
      {retained !== undefined && <span class="tag">R</span>}
      <span class="payload">{last === undefined ? '' : preview(last.payload, 'text')}</span>
      <span class="quiet figures">{count === 0 ? '' : count.toLocaleString('en')}</span>
    </>
  );
}
