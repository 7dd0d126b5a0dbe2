import { throughRealProxy } from '../support/real-proxies.ts';

throughRealProxy('tinyproxy (HTTP CONNECT)');
