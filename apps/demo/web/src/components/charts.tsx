/** Message rate and round-trip time over the last minute. */

import { connection } from '../model/connection.ts';
import { Chart } from './chart.tsx';
import { Panel } from './panel.tsx';

export function Charts() {
  const { time, received, sent, roundTrip } = connection.rates.series.value;
  return (
    <Panel name="Rates">
      <Chart
        name="Messages a second"
        time={time}
        lines={[
          { label: 'received', colour: '--blue', values: received },
          { label: 'sent', colour: '--green', values: sent },
        ]}
      />
      <Chart
        name="Round-trip time, ms"
        time={time}
        lines={[{ label: 'answer', colour: '--amber', values: roundTrip }]}
      />
    </Panel>
  );
}
