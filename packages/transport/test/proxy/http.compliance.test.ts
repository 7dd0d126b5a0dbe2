import { afterAll, beforeAll } from 'vitest';
import { httpConnect } from '../../src/proxy.ts';
import { THROUGH_PROXY } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { httpProxy } from '../support/http-proxy.ts';
import { OUTERMOST, SUBJECTS } from '../support/subjects.ts';

let proxy: Awaited<ReturnType<typeof httpProxy>>;
beforeAll(async () => {
  proxy = await httpProxy();
});
afterAll(() => proxy.stop());

for (const name of OUTERMOST) {
  compliance(
    `${name} through HTTP CONNECT`,
    () => SUBJECTS[name]({ via: httpConnect({ host: '127.0.0.1', port: proxy.port }) }),
    THROUGH_PROXY,
  );
}
