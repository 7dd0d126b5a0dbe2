import { throughRealProxy } from '../support/real-proxies.ts';

throughRealProxy('stunnel and tinyproxy (HTTPS CONNECT)');
