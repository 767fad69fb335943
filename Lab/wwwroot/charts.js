// Charts of the last five minutes: the history at the start, then a sample a second. Works with uPlot; the table needs only this.
const most = 300;
const probe = document.body.appendChild(document.createElement('span'));
probe.hidden = true;
// A canvas does not know light-dark(), so the browser resolves it for an element.
const color = name => {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
};
const powersOfTen = (_, splits) => splits.map(split => Math.abs(Math.log10(split) - Math.round(Math.log10(split))) < 1e-6 ? split : null);
const hits = tier => sample => sample.hits[tier];
const timeOfDay = seconds => new Date(seconds * 1000).toLocaleTimeString('en-GB');

// In the order of the table's columns.
const columns = [
  sample => sample.requests, sample => sample.errors, sample => sample.p50, sample => sample.p99, sample => sample.p999,
  hits('edge'), hits('output'), hits('output_l2'), hits('l1'), hits('l2'),
  sample => sample.primaryReads, sample => sample.replicaReads, sample => sample.lag, sample => sample.due,
];

const kinds = {
  throughput: { title: 'Requests a second', series: [['requests', columns[0], '--chart-1']] },
  latency: {
    title: 'Latency in ms, logarithmic', isLog: true,
    series: [['p50', columns[2], '--chart-1'], ['p99', columns[3], '--chart-2'], ['p99.9', columns[4], '--chart-3']],
  },
  errors: { title: 'Errors a second', series: [['errors', columns[1], '--chart-3']] },
  hits: {
    title: 'Hits of caches in %', max: 100,
    series: [
      ['edge', columns[5], '--chart-1'], ['responses', columns[6], '--chart-2'], ['responses, Redis', columns[7], '--chart-3'],
      ['objects', columns[8], '--chart-4'], ['objects, Redis', columns[9], '--chart-5'],
    ],
  },
  reads: {
    title: 'Database reads a second',
    series: [['primary', columns[10], '--chart-3'], ['replica', columns[11], '--chart-1']],
  },
  lag: { title: 'Replica lag in ms', series: [['lag', columns[12], '--chart-2']] },
  queue: { title: 'Jobs that are due', series: [['due', columns[13], '--chart-4']] },
};

// Names of actions beside their lines, in a few rows; of names that would overlap even so, the first are written.
const actionLines = actions => ({
  hooks: {
    draw: [chart => {
      const { ctx, bbox } = chart;
      const ratio = devicePixelRatio;
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color('--muted');
      ctx.font = `${11 * ratio}px system-ui, sans-serif`;
      ctx.textAlign = 'left';
      const free = Array(3).fill(bbox.left);
      for (const action of actions().toSorted((one, other) => one.at - other.at)) {
        const x = Math.round(chart.valToPos(action.at / 1000, 'x', true));
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.setLineDash([4 * ratio, 3 * ratio]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        const width = ctx.measureText(action.text).width + 8 * ratio;
        const start = Math.min(x + 4 * ratio, bbox.left + bbox.width - width);
        const row = free.findIndex(end => start >= end);
        if (row < 0) continue;
        ctx.fillText(action.text, start, bbox.top + 12 * (row + 1) * ratio);
        free[row] = start + width;
      }
      ctx.restore();
    }],
  },
});

function options(kind, width, actions) {
  const line = { stroke: color('--line'), width: 1 };
  const axis = { stroke: color('--muted'), grid: line, ticks: line };
  const power = { ...line, filter: powersOfTen };
  const vertical = kind.isLog ? { ...axis, filter: powersOfTen, grid: power, ticks: power } : axis;
  return {
    title: kind.title,
    width,
    height: 190,
    cursor: { sync: { key: 'charts', setSeries: false } },
    scales: { y: kind.isLog ? { distr: 3 } : { range: (_, min, max) => [0, kind.max ?? Math.max(max ?? 0, 1) * 1.1] } },
    axes: [{ ...axis, size: 32, space: 80, values: (_, splits) => splits.map(timeOfDay) }, { ...vertical, size: 56 }],
    series: [
      { label: 'Time', value: (_, seconds) => seconds === null ? '–' : timeOfDay(seconds) },
      ...kind.series.map(([label, , stroke]) => ({
        label, value: (_, number) => text(number), stroke: color(stroke), width: 2, spanGaps: false, points: { show: false },
      })),
    ],
    plugins: [actionLines(actions)],
  };
}

// Nothing was measured while no page was open: no line leads across.
const pause = 3000;
const withPauses = samples => samples.flatMap((sample, index) => index > 0 && sample.time - samples[index - 1].time > pause
  ? [{ time: samples[index - 1].time + 1000, hits: {} }, sample] : [sample]);

const dataOf = (kind, samples) => [
  samples.map(sample => sample.time / 1000),
  // A logarithmic scale has no zero.
  ...kind.series.map(([, value]) => samples.map(sample => {
    const number = value(sample) ?? null;
    return kind.isLog && number !== null ? Math.max(number, .05) : number;
  })),
];

// What the lab has at this path; nothing when it does not answer.
export const read = path => fetch(path).then(response => response.json()).catch(() => []);

// Draws the charts of some kinds into an element; returns what shows new samples.
export function draw(element, names, samples, actions) {
  if (!element || typeof uPlot === 'undefined') return () => {};
  let zoomed = false;
  let shared = withPauses(samples);
  const drawn = names.map(name => {
    const figure = document.createElement('div');
    figure.dataset.chart = name;
    element.append(figure);
    return { kind: kinds[name], figure };
  });
  const zoom = (min, max) => {
    for (const { chart } of drawn) if (chart.scales.x.min !== min || chart.scales.x.max !== max) chart.setScale('x', { min, max });
  };
  const create = one => {
    one.chart?.destroy();
    one.chart = new uPlot(options(one.kind, one.figure.clientWidth, actions), dataOf(one.kind, shared), one.figure);
    one.chart.over.addEventListener('mouseup', () => requestAnimationFrame(() => {
      const { min, max } = one.chart.scales.x;
      const times = one.chart.data[0];
      zoomed = times.length > 0 && (min > times[0] || max < times.at(-1));
      if (zoomed) zoom(min, max);
    }));
    one.chart.over.addEventListener('dblclick', () => { zoomed = false; update(); });
  };
  const update = () => {
    for (const { kind, chart } of drawn) chart.setData(dataOf(kind, shared), !zoomed);
  };
  drawn.forEach(create);
  new ResizeObserver(() => {
    for (const { chart, figure } of drawn) {
      if (figure.clientWidth > 0 && chart.width !== figure.clientWidth) chart.setSize({ width: figure.clientWidth, height: 190 });
    }
  }).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawn.forEach(create));
  return latest => {
    shared = withPauses(latest);
    update();
  };
}

const text = value => value === null || value === undefined
  ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });

function addRow(body, samples) {
  const sample = samples.at(-1);
  const row = document.createElement('tr');
  const time = document.createElement('th');
  time.scope = 'row';
  time.textContent = timeOfDay(sample.time / 1000);
  row.append(time, ...columns.map(value => {
    const cell = document.createElement('td');
    cell.textContent = text(value(sample));
    return cell;
  }));
  body.prepend(row);
  while (body.rows.length > samples.length) body.lastElementChild.remove();
}

// The map's page: lab.js announces the figures of each second.
const page = document.querySelector('[data-charts]');
const table = document.querySelector('[data-samples]');
if (table) {
  const samples = await read('/history');
  let actions = await read('/actions');
  const show = draw(page, Object.keys(kinds), samples, () => actions);
  document.addEventListener('figures', event => {
    const { sample } = event.detail;
    // The figures have the latest actions only.
    const isNew = action => !actions.some(known => known.at === action.at && known.text === action.text);
    actions = [...actions, ...event.detail.actions.filter(isNew)].filter(action => action.at > Date.now() - most * 1000);
    if (!sample || samples.at(-1)?.time >= sample.time) return;
    samples.push(sample);
    while (samples[0].time <= sample.time - most * 1000) samples.shift();
    show(samples);
    addRow(table, samples);
  });
}
