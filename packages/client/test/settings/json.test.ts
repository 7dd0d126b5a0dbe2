import { describe, expect, it } from 'vitest';
import { readPairs } from '../../src/settings/json-pairs.ts';
import { Refusal } from '../../src/settings/refusal.ts';
import { codeOf, newSettings } from './host.ts';

describe('the documented examples', () => {
  it('ConnectProperties: all values', () => {
    const { settings } = newSettings();
    const read = settings.config(
      'ConnectProperties={ "ClientTopicAliasMax":"20", "MaximumPacketSize":"128000", "ReceiveMaximum":"12", "RequestResponseInformation":"false", "RequestProblemInformation":"true", "SessionExpInterval":"1234" }',
    );
    expect(JSON.parse(read)).toEqual({
      ClientTopicAliasMax: 20,
      MaximumPacketSize: 128_000,
      ReceiveMaximum: 12,
      RequestProblemInformation: true,
      RequestResponseInformation: false,
      SessionExpInterval: 1234,
    });
    expect(settings.made.packets.connect()).toEqual({
      topicAliasMaximum: 20,
      maximumPacketSize: 128_000,
      receiveMaximum: 12,
      requestProblemInformation: true,
      requestResponseInformation: false,
      sessionExpiryInterval: 1234,
    });
    expect(settings.config('ConnectProperties=')).toBe('');
    expect(settings.made.packets.connect()).toBeUndefined();
    expect(settings.config('SessionExpInterval')).toBe('0');
  });

  it('OutgoingMessageProperties: two UserProperty keys', () => {
    const { settings } = newSettings();
    const read = settings.config(
      'OutgoingMessageProperties={ "ContentType":"plain/text", "CorrelationData":"00000000", "MessageExpInterval":"1000", "PayloadFormatIndicator":"1", "ResponseTopic": "ResponseTopic", "TopicAlias":"1", "UserProperty":"prp1:val1", "UserProperty":"prp2:val2" }',
    );
    expect(read).toBe(
      '{"ContentType":"plain/text","CorrelationData":"00000000","MessageExpInterval":1000,"PayloadFormatIndicator":1,"ResponseTopic":"ResponseTopic","TopicAlias":1,"UserProperty":"prp1:val1","UserProperty":"prp2:val2"}',
    );
    expect(settings.config(`OutgoingMessageProperties=${read}`)).toBe(read);
    expect(settings.made.packets.publish()).toEqual({
      contentType: 'plain/text',
      correlationData: new Uint8Array(4),
      messageExpiryInterval: 1000,
      payloadFormatIndicator: 1,
      responseTopic: 'ResponseTopic',
      topicAlias: 1,
      userProperties: [
        ['prp1', 'val1'],
        ['prp2', 'val2'],
      ],
    });
    settings.config('OutgoingMessageProperties={"ContentType":""}');
    expect(settings.made.packets.publish()).not.toHaveProperty('contentType');
    expect(settings.made.packets.publish()).toHaveProperty('topicAlias', 1);
  });

  it('WillProperties', () => {
    const { settings } = newSettings();
    settings.config(
      'WillProperties={ "ContentType":"text/plain", "CorrelationData":"00000000", "MessageExpInterval":"3600", "PayloadFormatIndicator":"1", "ResponseTopic": "ResponseTopic", "WillDelayInterval":"10" }',
    );
    expect(settings.made.packets.will()).toEqual({
      contentType: 'text/plain',
      correlationData: new Uint8Array(4),
      messageExpiryInterval: 3600,
      payloadFormatIndicator: 1,
      responseTopic: 'ResponseTopic',
      willDelayInterval: 10,
    });
    settings.config('WillProperties={"ReponseTopic":"misspelled"}');
    expect(settings.made.packets.will()?.responseTopic).toBe('misspelled');
    expect(settings.config('WillProperties')).toContain('"ResponseTopic":"misspelled"');
  });

  it('user properties by array', () => {
    const { settings } = newSettings();
    settings.config('OutgoingUserPropCount=1');
    settings.config('OutgoingUserPropName[0]=prp1');
    settings.config('OutgoingUserPropValue[0]=val1');
    expect(settings.made.packets.publish()).toEqual({ userProperties: [['prp1', 'val1']] });
  });
});

describe('setting', () => {
  it('merges', () => {
    const { settings } = newSettings();
    settings.config('ConnectProperties={"ReceiveMaximum":1}');
    settings.config('ConnectProperties={"MaximumPacketSize":2}');
    expect(settings.config('ConnectProperties')).toBe('{"MaximumPacketSize":2,"ReceiveMaximum":1}');
  });

  it.each(['""', '-1', '"-1"', '" -1"'])(
    'resets an integer with %s, if that is documented',
    (value) => {
      const { settings } = newSettings();
      settings.config('ConnectProperties={"ReceiveMaximum":1,"SessionExpInterval":2}');
      const set = () => settings.config(`ConnectProperties={"ReceiveMaximum":${value}}`);
      if (value === '" -1"') expect(codeOf(set)).toBe(10022);
      else expect(set()).toBe('{"SessionExpInterval":2}');
    },
  );

  it('resets text, flags and user properties with "" only', () => {
    const { settings } = newSettings();
    settings.config('ConnectProperties={"RequestProblemInformation":true,"UserProperty":"a:b"}');
    expect(
      codeOf(() => settings.config('ConnectProperties={"RequestProblemInformation":-1}')),
    ).toBe(10022);
    expect(
      settings.config('ConnectProperties={"RequestProblemInformation":"","UserProperty":""}'),
    ).toBe('');
    settings.config('OutgoingMessageProperties={"ContentType":"-1"}');
    expect(settings.made.packets.publish()).toEqual({ contentType: '-1' });
  });

  it('changes nothing at all if one key is refused', () => {
    const { settings } = newSettings();
    settings.config(
      'OutgoingMessageProperties={"ContentType":"a","UserProperty":"u:v","TopicAlias":5}',
    );
    const before = settings.config('OutgoingMessageProperties');
    for (const bad of [
      '{"ContentType":"b","TopicAlias":0}',
      '{"UserProperty":"x:y","TopicAlias":"x"}',
      '{"ContentType":"","Nothing":1}',
      '{"ContentType":"b"',
    ]) {
      expect(codeOf(() => settings.config(`OutgoingMessageProperties=${bad}`))).toBe(10022);
      expect(settings.config('OutgoingMessageProperties')).toBe(before);
    }
  });

  it('finds keys in any case, exact ones first, and lets the last of a repeated key win', () => {
    const { settings } = newSettings();
    settings.config('ConnectProperties={"receivemaximum":1,"RECEIVEMAXIMUM":2,"ReceiveMaximum":3}');
    expect(settings.made.packets.connect()).toEqual({ receiveMaximum: 3 });
  });

  it('takes hexadecimal and native values', () => {
    const { settings } = newSettings();
    settings.config('ConnectProperties={"ReceiveMaximum":"0x01","RequestProblemInformation":0}');
    expect(settings.made.packets.connect()).toEqual({
      receiveMaximum: 1,
      requestProblemInformation: false,
    });
  });

  it('takes the payload format indicator as the reference writes it', () => {
    const { settings } = newSettings();
    settings.config('OutgoingMessageProperties={"PayloadFormatIndicator":"0x01"}');
    expect(settings.made.packets.publish()).toEqual({ payloadFormatIndicator: 1 });
  });

  it('replaces the whole list of user properties', () => {
    const { settings } = newSettings();
    settings.config('DisconnectProperties={"UserProperty":"a:1","UserProperty":["b:2:3","c"]}');
    expect(settings.made.packets.disconnect()?.userProperties).toEqual([
      ['a', '1'],
      ['b', '2:3'],
      ['c', ''],
    ]);
    settings.config('DisconnectProperties={"UserProperty":"d:4"}');
    expect(settings.made.packets.disconnect()).toEqual({ userProperties: [['d', '4']] });
  });

  it('does not send a payload format indicator of 0, and shows it', () => {
    const { settings } = newSettings();
    expect(settings.config('OutgoingMessageProperties={"PayloadFormatIndicator":"0"}')).toBe(
      '{"PayloadFormatIndicator":0}',
    );
    expect(settings.made.packets.publish()).toBeUndefined();
  });
});

describe('one storage', () => {
  it.each([
    ['ClientTopicAliasMax', 'ConnectProperties', '7', '0'],
    ['SessionExpInterval', 'ConnectProperties', '7', '0'],
    ['TopicAlias', 'OutgoingMessageProperties', '7', '-1'],
    ['ResponseTopic', 'OutgoingMessageProperties', 'reply', ''],
  ])('%s is a setting and a key of %s', (name, group, value, unset) => {
    const { settings } = newSettings();
    settings.config(`${name}=${value}`);
    expect(String(JSON.parse(settings.config(group))[name])).toBe(value);
    settings.config(`${group}={"${name}":""}`);
    expect(settings.config(name)).toBe(unset);
    settings.config(`${group}={"${name}":"${value}"}`);
    expect(settings.config(name)).toBe(value);
    settings.config(`${group}=`);
    expect(settings.config(name)).toBe(unset);
  });

  it('sends a 0 that was set, and nothing if none was', () => {
    const { settings } = newSettings();
    expect(settings.made.packets.connect()).toBeUndefined();
    settings.config('SessionExpInterval=0');
    expect(settings.made.packets.connect()).toEqual({ sessionExpiryInterval: 0 });
    settings.config('SessionExpInterval=-1');
    expect(settings.made.packets.connect()).toBeUndefined();
  });

  it('is the list of user properties, too', () => {
    const { settings } = newSettings();
    settings.config('OutgoingMessageProperties={"UserProperty":["a:1","b:2"]}');
    expect(settings.config('OutgoingUserPropCount')).toBe('2');
    expect(settings.config('OutgoingUserPropValue[1]')).toBe('2');
    settings.config('OutgoingUserPropCount=3');
    expect(settings.config('OutgoingUserPropName[2]')).toBe('');
    settings.config('OutgoingUserPropName[0]=z');
    expect(settings.made.packets.publish()?.userProperties).toEqual([
      ['z', '1'],
      ['b', '2'],
    ]);
    settings.config('OutgoingUserPropCount=1');
    expect(settings.config('OutgoingMessageProperties')).toBe('{"UserProperty":"z:1"}');
    expect(codeOf(() => settings.config('OutgoingUserPropName[1]'))).toBe(10022);
    expect(codeOf(() => settings.config('OutgoingUserPropValue[1]=x'))).toBe(10022);
    expect(codeOf(() => settings.config('OutgoingUserPropValue[0]=\u0000'))).toBe(10022);
    settings.config('OutgoingMessageProperties=');
    expect(settings.config('OutgoingUserPropCount')).toBe('0');
  });
});

describe('compiled properties', () => {
  it('are the same object until a setting changes', () => {
    const { settings } = newSettings();
    settings.config('TopicAlias=1');
    const before = settings.made.packets.publish();
    expect(settings.made.packets.publish()).toBe(before);
    settings.config('OutgoingUserPropCount=1');
    settings.config('OutgoingUserPropName[0]=n');
    expect(settings.made.packets.publish()).toEqual({ topicAlias: 1, userProperties: [['n', '']] });
    expect(before).toEqual({ topicAlias: 1 });
    settings.reset();
    expect(settings.made.packets.publish()).toBeUndefined();
    expect(settings.config('OutgoingUserPropCount')).toBe('0');
  });

  it('carry the extensions of CONNECT', () => {
    const { settings } = newSettings();
    settings.config('AuthenticationMethod=SCRAM');
    settings.config('AuthenticationData=00FF');
    settings.config('ConnectProperties={"ReceiveMaximum":9}');
    expect(settings.made.packets.connect()).toEqual({
      authenticationMethod: 'SCRAM',
      authenticationData: new Uint8Array([0, 255]),
      receiveMaximum: 9,
    });
  });
});

describe('what the server sent', () => {
  it('ConnAckProperties has the keys that are present, and both spellings', () => {
    const { host, settings } = newSettings();
    host.receive({
      connAckProperties: {
        assignedClientIdentifier: 'id',
        maximumQoS: 1,
        topicAliasMaximum: 10,
        retainAvailable: false,
        wildcardSubscriptionAvailable: true,
        serverReference: 'other',
        userProperties: [
          ['a', 'b'],
          ['a', 'c'],
        ],
      },
    });
    expect(settings.config('ConnAckProperties')).toBe(
      '{"AssignedClientIdentifier":"id","MaximumQoS":1,"RetainAvailable":false,"ServerTopicAliasMax":10,"WildcardSubscriptionAvaiable":true,"WildcardSubscriptionAvailable":true,"ServerReference":"other","UserProperty":"a:b","UserProperty":"a:c"}',
    );
    expect(codeOf(() => settings.config('ConnAckProperties={}'))).toBe(211);
    host.receive({ connAckProperties: {} });
    expect(settings.config('ConnAckProperties')).toBe('');
  });

  it('DisconnectProperties reads as received, and is never sent back', () => {
    const { host, settings } = newSettings();
    settings.config('DisconnectProperties={"ReasonString":"mine"}');
    host.receive({
      receivedDisconnect: {
        reasonCode: 0x9c,
        properties: { reasonString: 'theirs', serverReference: 'elsewhere' },
      },
    });
    expect(settings.config('DisconnectProperties')).toBe(
      '{"ReasonString":"theirs","ServerReference":"elsewhere"}',
    );
    expect(settings.made.packets.disconnect()).toEqual({ reasonString: 'mine' });
    expect(settings.config('DisconnectProperties={"SessionExpInterval":9}')).toBe(
      '{"SessionExpInterval":9,"ReasonString":"mine"}',
    );
    host.receive({ receivedDisconnect: { reasonCode: 0x8b } });
    expect(settings.config('DisconnectProperties')).toBe('');
  });
});

describe('readPairs', () => {
  it.each([
    ['{}', []],
    [' {\n} ', []],
    [
      '{"a":1,"a":"x","b":[1,{"c":[2]}],"d":{"e":{}},"f":null,"g":true}',
      [
        ['a', 1],
        ['a', 'x'],
        ['b', [1, { c: [2] }]],
        ['d', { e: {} }],
        ['f', null],
        ['g', true],
      ],
    ],
    [
      '{"a,b":"}{\\"","\\u0041:":"[,"}',
      [
        ['a,b', '}{"'],
        ['A:', '[,'],
      ],
    ],
    [
      '{ "x" : -1.5e3 , "y" : [ "p" , "q" ] }',
      [
        ['x', -1500],
        ['y', ['p', 'q']],
      ],
    ],
  ])('%s', (text, pairs) => {
    expect(readPairs(text)).toEqual(pairs);
  });

  it.each(['', '[1]', '{"a"}', '{"a":1,}', '{a:1}', '{"a":1}x', '{"a":"\n"}', '/**/{}', 'null'])(
    'refuses %j',
    (text) => {
      expect(readPairs(text)).toBeInstanceOf(Refusal);
    },
  );

  it('agrees with JSON.parse on long texts', () => {
    const long = 'x"\\,}'.repeat(200_000);
    const text = JSON.stringify({
      a: long,
      b: Array.from({ length: 10_000 }, (_, i) => String(i)),
    });
    const pairs = readPairs(text);
    expect(pairs).not.toBeInstanceOf(Refusal);
    expect(Object.fromEntries(pairs as [string, unknown][])).toEqual(JSON.parse(text));
  });
});
