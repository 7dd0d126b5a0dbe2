/** Where vitepress looks for its configuration. */

import { siteConfig } from '../src/config.ts';

export default siteConfig;
