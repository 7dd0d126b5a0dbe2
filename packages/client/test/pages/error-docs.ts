/** Of each error: what leads to it, and what to do. Only the printer of docs/errors.md imports it. */

import type { ERROR_CODES } from '../../src/error-codes.ts';

export interface ErrorDoc {
  readonly cause: string;
  readonly cure: string;
}

type Group = keyof typeof ERROR_CODES;
type Docs = {
  readonly [G in Group]: Readonly<Record<keyof (typeof ERROR_CODES)[G], ErrorDoc | string>>;
};

/** A text in place of both: the client never reports this number, and why it is there. */
const NEVER = 'Never reported.';
const NO_HTTP = 'Never reported: it belongs to HTTP.';
const NOT_NODE = 'Never reported: no system that Node runs on has it for sockets.';

const because = (cause: string, cure: string): ErrorDoc => ({ cause, cure });
const changing = (name: string): ErrorDoc =>
  because(
    `${name} was set while a connection is up, coming up or ending.`,
    '`await mqtt.disconnect()` first, then set it and connect again.',
  );
const socket = (cause: string, cure = 'See the text of the error and its `cause`.'): ErrorDoc =>
  because(cause, cure);

export const ERROR_DOCS: Docs = {
  MQTT: {
    500: because(
      'The server refused (the text has its reason and its code in brackets), broke the protocol, or does not offer what was asked for; or two settings contradict the standard, such as an empty ClientId without CleanSession.',
      'Read the text. "not authorized" or "bad user name or password": User and Password. "identifier rejected": ClientId. "unsupported protocol version": `setVersion`. A feature that the server does not offer: do without it; `ConnAckProperties` lists them.',
    ),
    501: because(
      'All 65,535 packet ids are in use: that many messages of QoS 1 and 2 and subscriptions wait for the server.',
      'Publish more slowly: wait for `MessageOut`, or limit what is under way with `MaxInflightMessages`.',
    ),
    502: because(
      'A topic to publish to, WillTopic or ResponseTopic is empty, holds a wildcard (`+`, `#`), U+0000 or half a character, or is longer than 65,535 bytes; or a topic alias stands for nothing.',
      'Name one topic without wildcards.',
    ),
    503: because(
      'A topic filter is empty, or a wildcard does not fill its level, or a shared subscription lacks its name or its filter.',
      '`+` and `#` stand alone between slashes, and `#` comes last: `home/+/light`, `home/#`, `$share/group/home/#`.',
    ),
    504: because(
      'The data to publish is no `Uint8Array` or no well-formed text, or the packet is larger than the server takes, or a saved session or a journal cannot be read or belongs to another ClientId.',
      'The text names the field. For a server’s limit see `MaximumPacketSize` in `ConnAckProperties`.',
    ),
    505: because(
      'A QoS is none of 0, 1, 2, or above what the server offers.',
      'For a server’s limit see `MaximumQoS` in `ConnAckProperties`.',
    ),
  },
  WebSocket: {
    4001: because(
      'The WebSocket did not take what was to be sent.',
      'Connect again; with AutoReconnect this happens by itself.',
    ),
    4002: NEVER,
    4003: because(
      'The server broke the WebSocket protocol, chose another subprotocol than `mqtt`, sent text frames, or closed with a code that tells of a fault; or a frame is above MaxIncomingPacketSize.',
      'Check that the path of the URL is the broker’s for MQTT, such as `/mqtt`.',
    ),
  },
  HTTP: {
    118: because(
      'The proxy refused, wants other credentials, answered something else than its protocol, or closed the connection.',
      'Check the type, host, port, user and password of `getFirewall()`. The text has the proxy’s answer.',
    ),
    143: because(
      '`disconnect`, `connect` or `reset` was called while a disconnect is under way.',
      'Await the first call.',
    ),
    151: because(
      'The server answered the WebSocket’s upgrade with an HTTP status other than 101; the text has it.',
      '404: the path of the URL. 401, 403: the server or a gateway before it wants credentials. 502, 503: it is down.',
    ),
    152: because('A URL has no host, such as `ws:///mqtt`.', 'Write `ws://HOST/mqtt`.'),
    153: because(
      'The URL’s scheme is none of mqtt, mqtts, ws, wss; in a browser, none of ws, wss.',
      'Use one of them.',
    ),
    155: NO_HTTP,
    156: NO_HTTP,
    301: because(
      '`interrupt`, `disconnect` or `reset` ended what was under way.',
      'Nothing: this is what was asked for. A message of QoS 1 or 2 is kept and goes out after the next connect, except after `reset`.',
    ),
    302: 'See 302 in the group TCPClient, which is what this client means.',
  },
  TCPClient: {
    100: changing('RemotePort'),
    101: changing('RemoteHost'),
    102: because(
      'RemoteHost is empty or 0.0.0.0, or a URL that cannot be read.',
      'Set RemoteHost, or give it to `connectTo`.',
    ),
    104: because(
      '`connect` while connected.',
      '`await mqtt.disconnect()` first, or ask `mqtt.isConnected()`.',
    ),
    106: changing('LocalPort'),
    107: changing('LocalHost'),
    112: changing('MaxLineLength'),
    116: because(
      'RemotePort is 0, and RemoteHost names no port.',
      'Give a port: 1883 as a rule, 8883 with TLS.',
    ),
    117: 'Never reported: there is no such option here.',
    135: because(
      'A publish would have to wait and may not: with Timeout 0, or the offline queue is full.',
      'Wait for `ReadyToSend` or `MessageOut`; or raise OfflineQueueMessages and OfflineQueueBytes.',
    ),
    201: because(
      'Nothing was sent or received for Timeout seconds while an operation waited, or ConnectionTimeout passed. For a publish: the server did not acknowledge earlier ones, so that its Receive Maximum stayed used up.',
      'Check that the address is a broker’s and that no firewall swallows the packets. Raise Timeout for a slow line.',
    ),
    211: because(
      'KeepAliveInterval, WillTopic or WillMessage was set while connected, or something that is read-only was set.',
      'Set them before connecting.',
    ),
    212: 'Never reported: 1117 says the same.',
    213: 'Never reported: a client does not listen.',
    301: 'See 301 in the group HTTP, which is what this client means; a timeout is 201.',
    302: because(
      'A file cannot be read or written: SessionStateFile, SessionJournal or SSLKeyLogFile; in a browser, IndexedDB. For a journal also: another process uses it, or it is damaged.',
      'The text has the path and the system’s reason; see permissions, the disk’s space, and whether another process runs with the same journal.',
    ),
    434: because(
      'A text cannot be written in the code page of CodePage, or that page is not available here.',
      'Leave CodePage at 65001 (UTF-8), or use `publishData` with bytes of your own.',
    ),
    1105: because('`connect` while connecting.', 'Await the first call.'),
    1117: because(
      'Publish, subscribe, unsubscribe or SendCustomPacket without a connection.',
      'Await `connect`. To publish while the connection is away: AutoReconnect with OfflineQueueMessages.',
    ),
    1119: 'Never reported: 107 says the same.',
    1120: because(
      'The server closed the connection without a DISCONNECT.',
      'Look into the server’s log: a second client with the same ClientId, keep alive exceeded, or a refusal before CONNACK. AutoReconnect brings the connection back.',
    ),
  },
  SSL: {
    270: because(
      'SSLProvider 2, or no protocol or cipher suite is left after SSLEnabledProtocols, OpenSSLCipherList and SSLEnabledCipherSuites.',
      'Use SSLProvider 0, and names that OpenSSL knows.',
    ),
    271: because(
      'A store of certificates cannot be opened: file missing, wrong password, damaged, or a kind that is not supported; also OpenSSLCAFile, OpenSSLCADir and SSLServerCACerts. In a browser: certificates are the browser’s.',
      'The text says which. Convert other kinds to PEM or PFX with `openssl`.',
    ),
    272: because(
      'The store has no certificate with the subject that was asked for.',
      'Ask for `*`, the first with a private key.',
    ),
    273: because(
      'OpenSSL refuses our certificate or key: they do not belong together, or the key is too weak.',
      'Check that both are of one pair; renew weak ones.',
    ),
    274: 'Never reported: a chain that cannot be built is among the faults of 280.',
    275: 'Never reported: a chain that cannot be verified is among the faults of 280.',
    276: because(
      'The TLS handshake failed: the server speaks no TLS on this port, other versions or cipher suites, or wants a certificate of ours and does not accept it.',
      'Check the port (8883). For a server with TLS 1.3 only: SSLEnabledProtocols=16320. The text names the setting that may help.',
    ),
    280: because(
      'The server’s certificate is not accepted; the text names every fault. Or a listener of SSLServerAuthentication refused it.',
      'Unknown authority: OpenSSLCAFile. Wrong name: connect by a name that is in the certificate. Expired: renew it, or check the clock. See [TLS and certificates](tls.md).',
    ),
    281: because(
      'SSLCert has no private key, or only a key.',
      'Give a store that holds both, such as a PFX or a PEM file with certificate and key.',
    ),
    282: 'Never reported: it belongs to a server.',
    283: NEVER,
    284: because(
      'What arrived after the handshake is no TLS that can be read.',
      'Connect again; if it stays, something between changes the bytes.',
    ),
  },
  'TCP/IP': {
    10004: socket('EINTR: a system call was interrupted.'),
    10009: socket('EBADF: the socket is closed already.'),
    10013: socket(
      'EACCES, EPERM: the system forbids the connection.',
      'Look at the rules of a local firewall, and ports below 1024 in LocalPort.',
    ),
    10014: socket('EFAULT: a wrong address was given to the system.'),
    10022: because(
      'A value has the wrong type, is out of its range, or a setting has no such name. Also EINVAL of the system.',
      'The text names the field and the limit.',
    ),
    10024: socket(
      'EMFILE, ENFILE: too many open files and sockets.',
      'Raise the limit (`ulimit -n`), or close clients that are not needed.',
    ),
    10035: socket('EAGAIN: the system has no resources at the moment.'),
    10036: socket('EINPROGRESS: an operation is under way.'),
    10037: socket('EALREADY: an operation is under way.'),
    10038: socket('ENOTSOCK: no socket.'),
    10039: socket('EDESTADDRREQ: a destination is missing.'),
    10040: socket('EMSGSIZE: a message is too long for the system.'),
    10041: socket('EPROTOTYPE: the wrong protocol for this socket.'),
    10042: socket('ENOPROTOOPT: the system does not know a socket option.'),
    10043: socket('EPROTONOSUPPORT: the system does not know the protocol.'),
    10044: socket('ESOCKTNOSUPPORT: the system does not know this type of socket.'),
    10045: socket('EOPNOTSUPP: the socket cannot do this.'),
    10046: NOT_NODE,
    10047: socket(
      'EAFNOSUPPORT: no addresses of this family here, such as IPv6.',
      'UseIPv6=0, or connect by an IPv4 address.',
    ),
    10048: socket('EADDRINUSE: LocalPort is in use.', 'Leave LocalPort at 0.'),
    10049: socket(
      'EADDRNOTAVAIL: LocalHost is no address of this machine.',
      'Leave LocalHost empty, or name an address of this machine.',
    ),
    10050: socket(
      'ENETDOWN: the network is down.',
      'Check the network; AutoReconnect goes on trying once a connection was up.',
    ),
    10051: socket(
      'ENETUNREACH: no way to that network.',
      'Check routes and VPN. For an IPv6 address: is there IPv6?',
    ),
    10052: socket(
      'ENETRESET: the network dropped the connection.',
      'Connect again; AutoReconnect does it by itself.',
    ),
    10053: because(
      'ECONNABORTED, EPIPE: the connection was aborted on this side; also every failure that has no number of its own, with the original in `cause`.',
      'Look at the text and at `cause`.',
    ),
    10054: socket(
      'ECONNRESET: the other side reset the connection.',
      'Look into the server’s log. On a TLS port without TLS, and the other way round, servers reset too.',
    ),
    10055: because(
      'ENOBUFS: no memory for buffers. In a browser: more arrived while paused than may be kept.',
      'Let listeners of MessageIn and Connected return sooner.',
    ),
    10056: socket('EISCONN: the socket is connected already.'),
    10057: socket('ENOTCONN: the socket is not connected.'),
    10058: socket('ESHUTDOWN: the socket was shut down.'),
    10059: NOT_NODE,
    10060: because(
      'No PINGRESP within the keep alive interval, or ETIMEDOUT: the other side does not answer.',
      'The line is dead or far too slow. AutoReconnect brings the connection back; raise KeepAliveInterval for slow lines.',
    ),
    10061: because(
      'ECONNREFUSED: nobody listens on this port. In a browser: the WebSocket could not be opened; the browser does not say why.',
      'Check host and port, and that the broker runs. In a browser look at its console.',
    ),
    10062: socket('ELOOP: too many symbolic links.'),
    10063: socket('ENAMETOOLONG: a name is too long.'),
    10064: socket('EHOSTDOWN: the host is down.', 'Check that the machine is on.'),
    10065: socket('EHOSTUNREACH: no way to that host.', 'Check the address, routes and VPN.'),
    10066: socket('ENOTEMPTY: a folder is not empty.'),
    10067: NOT_NODE,
    10068: NOT_NODE,
    10069: socket('EDQUOT: the disk’s quota is used up.', 'Make room.'),
    10070: NOT_NODE,
    10071: NOT_NODE,
    10091: NOT_NODE,
    10092: NOT_NODE,
    10093: NOT_NODE,
    11001: because(
      'ENOTFOUND: there is no such host name.',
      'Check the spelling of RemoteHost and the DNS server. A name that only a proxy knows: write `*` before it.',
    ),
    11002: because(
      'EAI_AGAIN: the name could not be looked up at the moment.',
      'Check the network; try again.',
    ),
    11003: because('EAI_FAIL: the DNS server failed.', 'Try another DNS server.'),
    11004: because(
      'ENODATA: the name exists, but has no address of the family asked for.',
      'UseIPv6=2 tries both families.',
    ),
  },
};
