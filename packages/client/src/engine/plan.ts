/** From the settings to one connect attempt: every check that needs no network, in the documented order. */

import {
  CodecError,
  type ConnectPacket,
  type ConnectProperties,
  validateTopicName,
  type Will,
  type WillProperties,
} from '@x/codec';
import { isWellFormedText } from '@x/codec/internal';
import { type MQTTError, mqttError } from '../errors.ts';
import { type Address, type AddressSettings, parseAddress } from './address.ts';
import type { PacketLog } from './packet-log.ts';

/** The settings that make up CONNECT. */
export interface PlanSettings extends AddressSettings {
  readonly ClientId: string;
  readonly CleanSession: boolean;
  /** Seconds. */
  readonly KeepAliveInterval: number;
  readonly User: string;
  readonly Password: string;
  readonly Version: number;
  readonly WillTopic: string;
  readonly WillMessage: string;
  readonly WillQOS: 0 | 1 | 2;
  readonly WillRetain: boolean;
}

export interface PlanProperties {
  readonly connect: ConnectProperties | undefined;
  readonly will: WillProperties | undefined;
}

export interface PlannedConnect {
  readonly address: Address;
  readonly packet: ConnectPacket;
}

const MAXIMUM_TEXT = 65_535;
const utf8 = new TextEncoder();

/** @throws MQTTError 102, 116, 152, 153 the address; 500 client id, user, password; 502 will topic; 504 will message */
export function planConnect(settings: PlanSettings, properties: PlanProperties): PlannedConnect {
  const address = parseAddress(settings);
  const version = settings.Version === 1 ? 5 : 4;
  const { ClientId: clientId, CleanSession: cleanStart } = settings;
  if (clientId === '' && !cleanStart) {
    throw mqttError(500, 'an empty ClientId needs CleanSession');
  }
  checkText('ClientId', clientId, 500);
  const will = willOf(settings, properties.will, version);
  const user = settings.User === '' ? address.user : settings.User;
  const password = settings.Password === '' ? address.password : settings.Password;
  if (password !== '' && user === '' && version === 4) {
    throw mqttError(500, 'MQTT 3.1.1 allows no Password without a User');
  }
  checkText('User', user, 504);
  checkText('Password', password, 504);
  return {
    address,
    packet: {
      type: 'connect',
      protocolVersion: version,
      clientId,
      cleanStart,
      keepAlive: settings.KeepAliveInterval,
      username: user === '' ? undefined : user,
      password: password === '' ? undefined : utf8.encode(password),
      will,
      properties: version === 5 ? properties.connect : undefined,
    },
  };
}

function willOf(
  settings: PlanSettings,
  properties: WillProperties | undefined,
  version: 4 | 5,
): Will | undefined {
  const { WillTopic: topic, WillMessage, WillQOS: qos, WillRetain: retain } = settings;
  if (topic === '') return undefined;
  const { responseTopic } = (version === 5 && properties) || {};
  const error =
    topicError(topic, 'WillTopic') ??
    (responseTopic === undefined ? undefined : topicError(responseTopic, 'WillProperties'));
  if (error !== undefined) throw error;
  if (!isWellFormed(WillMessage)) throw mqttError(504, 'WillMessage is not well-formed Unicode');
  const payload = utf8.encode(WillMessage);
  if (payload.length > MAXIMUM_TEXT) throw tooLong('WillMessage', payload.length, 504);
  return { topic, payload, qos, retain, properties: version === 5 ? properties : undefined };
}

/** 502 for what is no topic name. */
export function topicError(topic: string, name?: string): MQTTError | undefined {
  try {
    validateTopicName(topic);
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) {
      const detail = name === undefined ? error.message : `${name}: ${error.message}`;
      return mqttError(502, detail, error);
    }
    throw error;
  }
}

function checkText(name: string, text: string, code: 500 | 504): void {
  if (!isWellFormedText(text)) {
    throw mqttError(code, `${name} must be well-formed Unicode without U+0000`);
  }
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= MAXIMUM_TEXT) return;
  const { length } = utf8.encode(text);
  if (length > MAXIMUM_TEXT) throw tooLong(name, length, code);
}

function tooLong(name: string, length: number, code: 500 | 504) {
  return mqttError(code, `${name} has ${length} bytes of at most ${MAXIMUM_TEXT}`);
}

/** A payload may hold U+0000, but no lone surrogate: it could not be sent as UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Path of the journal; "" for none: a session that ends with its connection is not worth keeping. */
export function planJournal(packet: ConnectPacket, path: string, log: PacketLog): string {
  const { cleanStart, protocolVersion, properties } = packet;
  const ends = protocolVersion === 5 && (properties?.sessionExpiryInterval ?? 0) === 0;
  if (path === '' || !(cleanStart || ends)) return path;
  const why = cleanStart ? 'CleanSession is True' : 'SessionExpInterval is 0';
  log.line(1, `SessionJournal keeps nothing: ${why}`, 'Session');
  return '';
}
