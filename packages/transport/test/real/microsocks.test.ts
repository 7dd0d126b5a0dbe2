import { throughRealProxy } from '../support/real-proxies.ts';

throughRealProxy('microsocks (SOCKS5)');
