/** A chart of lines over the last seconds, in the colours of the page, dark or light. */

import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';

export interface Line {
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly colour: string;
  readonly values: (number | null)[];
}

interface ChartProps {
  readonly name: string;
  /** Seconds. */
  readonly time: number[];
  readonly lines: readonly Line[];
}

/** Pixels; as in the style sheet. */
const HEIGHT = 110;
const dark = matchMedia('(prefers-color-scheme: dark)');

export function Chart({ name, time, lines }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data: uPlot.AlignedData = [time, ...lines.map(({ values }) => values)];
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(element, lines), data, element);
    };
    const resize = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    draw();
    resize.observe(element);
    dark.addEventListener('change', draw);
    return () => {
      resize.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data), [data]);
  return (
    <figure>
      <figcaption>
        {name}
        {lines.map(({ label, colour, values }) => (
          <span key={label} class="key" style={{ color: `var(${colour})` }}>
            {`${label} ${figure(values.at(-1))}`}
          </span>
        ))}
      </figcaption>
      <div class="chart" ref={place} />
    </figure>
  );
}

function optionsOf(element: Element, lines: readonly Line[]): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name);
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false },
      y: { range: (_plot, _low, high) => [0, Math.max(1, (high ?? 1) * 1.1)] },
    },
    axes: [
      { ...axis, size: 24, values: (_plot, splits) => splits.map((each) => `${each} s`) },
      { ...axis, size: 52 },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        stroke: colour(line.colour),
        width: 1.5,
        points: { size: 4 },
        spanGaps: true,
      })),
    ],
  };
}

function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value === 0 ? 0 : 1);
}
