/** A request and its response: response topic and correlation data. */

import type { MessageEvent } from '@x/client';
import type { Step } from '../step.ts';
import { Unmet } from '../waits.ts';

const TICKET = 'q-42';
const utf8 = new TextDecoder();

export const requestResponseStep: Step = {
  title: 'A request and its response',
  explanation: [
    'A request says where the response shall go, and carries data by which the requester knows it again.',
    'The responder copies that data; nothing but topics connects the two.',
  ],
  instead: 'the two sides agree on a topic for responses, and put the rest into the payload',
  async play(stage) {
    const { modern } = stage;
    const asking = stage.second;
    const answering = stage.enter('fay', modern);
    const [questions, answers] = [stage.topic('sum'), stage.topic(`answers/${asking.name}`)];
    await answering.connect();
    await answering.subscribe([questions], 1);
    await asking.subscribe([answers], 1);

    asking.configure(
      `ResponseTopic=${answers}`,
      `OutgoingMessageProperties={"CorrelationData":"${hexOf(TICKET)}"}`,
    );
    await asking.publish(questions, 1, '19+23');
    asking.configure('ResponseTopic=', 'OutgoingMessageProperties=');

    const request = await answering.receive(questions);
    const { responseTopic, correlationData } = request.properties ?? {};
    if (responseTopic === undefined || correlationData === undefined) {
      throw new Unmet('the request came without response topic or correlation data');
    }
    answering.configure(
      `OutgoingMessageProperties={"CorrelationData":"${hexOf(correlationData)}"}`,
    );
    await answering.publish(responseTopic, 1, sumOf(request));

    const response = await asking.receive(answers);
    const ticket = utf8.decode(response.properties?.correlationData);
    stage.check(response.message === '42', `${asking.name} asked for 19+23 and got 42`);
    stage.check(ticket === TICKET, `the correlation data came back as it was: "${ticket}"`);
    await answering.mqtt.disconnect();
  },
};

function sumOf(request: MessageEvent): string {
  const sum = request.message.split('+').reduce((total, term) => total + Number(term), 0);
  return String(sum);
}

function hexOf(data: string | Uint8Array): string {
  return Buffer.from(data).toString('hex');
}
