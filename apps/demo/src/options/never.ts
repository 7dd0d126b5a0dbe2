/** MQTT 5's way to say that a session never expires, in place of seconds. */
export const NEVER = 4_294_967_295;
