/** Builders of MQTT 5 packets in hexadecimal. */

export const byte = (value: number): string => value.toString(16).padStart(2, '0');
export const size = (body: string): string => byte(body.length / 2);
const length = (text: string): string => (text.length / 2).toString(16).padStart(4, '0');

/** A PUBLISH of topic `a` with these properties. */
export const publishWith = (properties: string): string => {
  const body = `000161${size(properties)}${properties}`;
  return `30${size(body)}${body}`;
};
export const publishOf = (topic: string): string => {
  const body = `${length(topic)}${topic}00`;
  return `30${size(body)}${body}`;
};
