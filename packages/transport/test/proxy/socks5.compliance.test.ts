import { afterAll, beforeAll } from 'vitest';
import { socks } from '../../src/proxy.ts';
import { THROUGH_PROXY } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { socksProxy } from '../support/socks-proxy.ts';
import { OUTERMOST, SUBJECTS } from '../support/subjects.ts';

let proxy: Awaited<ReturnType<typeof socksProxy>>;
beforeAll(async () => {
  proxy = await socksProxy();
});
afterAll(() => proxy.stop());

for (const name of OUTERMOST) {
  compliance(
    `${name} through SOCKS5`,
    () => SUBJECTS[name]({ via: socks({ version: '5', host: '127.0.0.1', port: proxy.port }) }),
    THROUGH_PROXY,
  );
}
