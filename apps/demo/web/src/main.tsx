/** Starts the page. */

import { render } from 'preact';
import { App } from './app.tsx';
import { watchServer } from './model/served.ts';
import 'uplot/dist/uPlot.min.css';
import './style/forms.css';
import './style/views.css';
import './style/layout.css';

const place = document.querySelector('#page');
if (place !== null) render(<App />, place);
watchServer();
