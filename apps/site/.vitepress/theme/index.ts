/** The standard theme with the system's fonts, and what our tables and diagrams need. */

import theme from 'vitepress/theme-without-fonts';
import './style.css';

export default theme;
