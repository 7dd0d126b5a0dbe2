import type { OpensslFolder } from './openssl.ts';
import { freePort, type Running, start } from './real.ts';

/** Takes TLS with the key and certificate of a file in `folder`, and passes on what it carries to a port. */
export async function startStunnel(
  program: string,
  folder: OpensslFolder,
  behind: number,
  pem: string,
): Promise<Running> {
  const port = await freePort();
  const lines = [
    'foreground = yes',
    'pid =',
    'syslog = no',
    '[service]',
    `accept = 127.0.0.1:${port}`,
    `connect = 127.0.0.1:${behind}`,
    `cert = ${folder.file(pem)}`,
  ];
  const file = folder.write(`stunnel-${port}.conf`, `${lines.join('\n')}\n`);
  return await start(program, [file], port);
}
