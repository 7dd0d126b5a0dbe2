/** The page: what one does on the left, what happens on the right. */

import { Charts } from './components/charts.tsx';
import { ConnectForm } from './components/connect-form.tsx';
import { LinkPanel } from './components/link-panel.tsx';
import { MessageList } from './components/message-list.tsx';
import { PacketLog } from './components/packet-log.tsx';
import { PageHeader } from './components/page-header.tsx';
import { PublishForm } from './components/publish-form.tsx';
import { SessionView } from './components/session-view.tsx';
import { SubscribeForm } from './components/subscribe-form.tsx';
import { TopicTree } from './components/topic-tree.tsx';

export function App() {
  return (
    <>
      <PageHeader />
      <main>
        <div class="column controls">
          <ConnectForm />
          <LinkPanel />
          <SubscribeForm />
          <PublishForm />
        </div>
        <div class="column">
          <MessageList />
          <PacketLog />
        </div>
        <div class="column">
          <SessionView />
          <TopicTree />
          <Charts />
        </div>
      </main>
    </>
  );
}
