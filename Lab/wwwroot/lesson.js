// Predict, run, and read the result of a lesson.
import { draw, read } from '/charts.js';
import { add, load, number, when } from '/runs.js';

const find = name => document.querySelector(`[data-${name}]`);
const lesson = document.querySelector('article.lesson').dataset;
const [form, runButton, stopButton, progress] = ['predict', 'run', 'stop', 'progress'].map(find);
const element = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text }, attributes);

let isRunning = false;

async function* progressOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += chunk.value;
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const data = event.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n');
      if (data) yield JSON.parse(data);
    }
  }
}

async function reasonOf(response) {
  const body = await response.json().catch(() => null);
  return Object.values(body?.errors ?? {})[0]?.[0] ?? `The lab responded with ${response.status}.`;
}

function showProgress(one) {
  progress.querySelector('progress').value = one.share;
  find('now').textContent = one.failure ?? one.text;
  if (one.phase) find('phases').append(element('li', one.text));
}

async function run(prediction) {
  isRunning = true;
  const start = Date.now();
  progress.hidden = false;
  find('phases').replaceChildren();
  [stopButton.hidden, find('result').hidden] = [false, true];
  // A button that is disabled loses the focus.
  stopButton.focus();
  runButton.disabled = true;
  try {
    const seconds = new URLSearchParams(location.search).get('seconds') ?? lesson.seconds;
    const path = `/lessons/${lesson.lesson}/runs?seconds=${encodeURIComponent(seconds)}`;
    const response = await fetch(path, { method: 'POST' });
    if (!response.ok) {
      find('now').textContent = await reasonOf(response);
      return;
    }
    for await (const one of progressOf(response)) {
      showProgress(one);
      if (!one.result) continue;
      const isRight = prediction === Number(lesson.right);
      await showResult(add(lesson.lesson, { result: one.result, prediction, isRight }), start);
    }
  } catch (fault) {
    find('now').textContent = `The lab does not answer. What was changed comes back within a minute. (${fault.message})`;
  } finally {
    const hasFocus = document.activeElement === stopButton;
    [runButton.disabled, stopButton.hidden] = [false, true];
    runButton.textContent = 'Run again';
    if (hasFocus) runButton.focus();
    isRunning = false;
  }
}

function showTable(runs, earlier) {
  const [{ result }, other] = [runs[0], runs[earlier]?.result];
  const head = element('thead', '');
  const names = element('tr', '');
  names.append(element('td', ''), ...result.phases.map(phase => element('th', phase, { scope: 'col' })));
  head.append(names);
  const body = element('tbody', '');
  for (const row of result.rows) {
    const line = element('tr', '');
    line.append(element('th', row.unit ? `${row.name}, ${row.unit}` : row.name, { scope: 'row' }));
    const before = other?.rows.find(one => one.name === row.name);
    row.values.forEach((value, index) => {
      const cell = element('td', number(value));
      if (before) cell.append(element('small', ` before: ${number(before.values[index])}`));
      line.append(cell);
    });
    body.append(line);
  }
  find('table').replaceChildren(head, body);
}

async function showResult(runs, start) {
  const { result, isRight, prediction } = runs[0];
  find('result').hidden = false;
  const labels = [...form.querySelectorAll('label')].map(label => label.textContent.trim());
  find('verdict').textContent = isRight
    ? `You expected: “${labels[prediction]}”. That is the answer of the books.`
    : `You expected: “${labels[prediction]}”. The books say: “${labels[lesson.right]}”.`;
  find('sentence').textContent = [result.sentence, ...result.problems].join(' ');
  find('bars').innerHTML = result.chart;
  find('machine').textContent = `Measured on ${result.machine}, ${when(runs[0])}.`;
  const choices = runs.slice(1).map((run, index) => element('option', when(run), { value: `${index + 1}` }));
  find('earlier').replaceChildren(element('option', 'no earlier run', { value: '' }), ...choices);
  find('earlier').onchange = event => showTable(runs, Number(event.target.value) || undefined);
  find('save').onclick = () => save(result);
  showTable(runs);
  find('why').open = true;
  await showTimeline(start);
  if (start) find('result').querySelector('h2').focus();
}

// The seconds of this run, with the names of its steps.
async function showTimeline(start) {
  const place = find('timeline');
  place.replaceChildren();
  if (!start) return;
  const [samples, actions] = await Promise.all(['/history', '/actions'].map(read));
  const during = samples.filter(sample => sample.time >= start);
  if (during.length > 1) draw(place, ['throughput', 'latency'], during, () => actions.filter(action => action.at >= start));
}

function save(result) {
  const link = element('a', '', {
    href: URL.createObjectURL(new Blob([result.markdown], { type: 'text/markdown' })),
    download: `${result.lesson}-${result.at.slice(0, 16).replaceAll(':', '')}.md`,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

form.addEventListener('submit', event => {
  event.preventDefault();
  if (!isRunning) run(Number(new FormData(form).get('prediction')));
});
// The run goes on until everything is put back.
stopButton.addEventListener('click', () => {
  find('now').textContent = 'Putting everything back …';
  fetch('/lessons/stop', { method: 'POST' }).catch(() => {});
});

const runs = load()[lesson.lesson] ?? [];
if (runs.length > 0) {
  form.querySelector(`input[value="${runs[0].prediction}"]`)?.click();
  runButton.textContent = 'Run again';
  showResult(runs);
}
