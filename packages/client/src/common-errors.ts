/** The documented errors that this client makes on every platform, by group. */

export const COMMON_ERRORS = {
  MQTT: {
    500: 'MQTT protocol error. Refer to the error message for more information.',
    501: 'Packet Id pool exhausted, no more packet Ids are available.',
    502: 'Invalid topic name. Refer to the error message for more information.',
    503: 'Invalid topic filter. Refer to the error message for more information.',
    504: 'Message data is malformed.',
    505: 'Invalid QoS value. Refer to the error message for more information.',
  },
  WebSocket: {
    4001: 'Error transmitting packet.',
    4003: 'General protocol error.',
  },
  HTTP: {
    118: 'Firewall Error. Error description contains detailed message.',
    143: 'Busy executing current method.',
    152: 'No server specified in URL',
    153: 'Specified URLScheme is invalid.',
    301: 'Interrupted.',
  },
  TCPClient: {
    100: 'You cannot change the RemotePort at this time. A connection is in progress.',
    101: 'You cannot change the RemoteHost (Server) at this time. A connection is in progress.',
    102: 'The RemoteHost address is invalid (0.0.0.0).',
    104: 'Already connected. If you want to reconnect, close the current connection first.',
    106: 'You cannot change the LocalPort at this time. A connection is in progress.',
    107: 'You cannot change the LocalHost at this time. A connection is in progress.',
    112: 'You cannot change MaxLineLength at this time. A connection is in progress.',
    116: 'RemotePort cannot be zero. Please specify a valid service port number.',
    135: 'Operation would block.',
    201: 'Timeout.',
    211: "Action impossible in control's present state.",
    302: 'Could not open file.',
    434: 'Unable to convert string to selected CodePage.',
    1105: 'Already connecting. If you want to reconnect, close the current connection first.',
    1117: 'You need to connect first.',
    1120: 'Connection dropped by remote host.',
  },
  SSL: {
    271: 'Cannot open certificate store.',
  },
  'TCP/IP': {
    10022: '[10022] Invalid argument.',
    10053: '[10053] Software caused connection abort.',
    10055: '[10055] No buffer space available.',
    10060: '[10060] Connection timed out.',
    10061: '[10061] Connection refused.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;
