import { throughRealProxy } from '../support/real-proxies.ts';

throughRealProxy('dante (SOCKS5)');
