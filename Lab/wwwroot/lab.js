// New figures, once a second; choosing a server and its commands without leaving the page.
const live = document.getElementById('live');
const panel = document.getElementById('panel');
const set = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const all = (name, value) => document.querySelectorAll(`[${name}="${CSS.escape(value)}"]`);

function showPart(part) {
  for (const name of ['data-part', 'data-row', 'data-panel']) {
    for (const element of all(name, part.name)) {
      element.dataset.state = part.state;
      for (const figure of element.querySelectorAll('[data-figure]')) {
        const text = part[figure.dataset.figure];
        // On the map, a server that runs as it should needs no word for that.
        set(figure, name === 'data-part' && text === 'running' ? '' : text);
      }
    }
  }
  const open = panel.querySelector(`[data-panel="${CSS.escape(part.name)}"]`);
  for (const button of open?.querySelectorAll('[data-command]') ?? []) {
    button.form.hidden = !part.commands.includes(button.dataset.command);
  }
}

function showFlow(flow) {
  for (const path of all('data-flow', flow.id)) {
    if (path.dataset.spacing !== `${flow.spacing}`) {
      path.dataset.spacing = flow.spacing;
      path.setAttribute('stroke-dasharray', `0 ${flow.spacing}`);
    }
    path.classList.toggle('back', flow.isReversed);
  }
  for (const cell of all('data-flow-rate', flow.id)) set(cell, flow.rate);
}

function showTier(tier) {
  for (const row of all('data-tier', tier.name)) {
    row.querySelector('meter').value = tier.percent;
    for (const figure of row.querySelectorAll('[data-figure]')) set(figure, tier[figure.dataset.figure]);
  }
}

function showActions(actions) {
  const list = document.querySelector('[data-actions]');
  const latest = JSON.stringify(actions);
  if (list.dataset.actions === latest) return;
  list.dataset.actions = latest;
  list.replaceChildren(...actions.map(action => {
    const [item, time] = [document.createElement('li'), document.createElement('time')];
    time.textContent = action.time;
    item.append(time, ` ${action.text}`);
    return item;
  }));
}

function showFigures(message) {
  delete live.dataset.off;
  set(live, 'Live');
  const figures = JSON.parse(message.data);
  figures.parts.forEach(showPart);
  figures.flows.forEach(showFlow);
  figures.tiers.forEach(showTier);
  showActions(figures.actions);
  document.dispatchEvent(new CustomEvent('figures', { detail: figures }));
}

const reconnectMilliseconds = 2000;

function connect() {
  const events = new EventSource('/events');
  events.onopen = () => set(live, 'Live');
  events.onmessage = showFigures;
  events.onerror = () => {
    set(live, 'Reconnecting …');
    live.dataset.off = '';
    // The browser reconnects by itself, but not after a response that is an error, as while the lab starts.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, reconnectMilliseconds);
  };
}

connect();

let choices = 0;

async function choose(name) {
  const choice = ++choices;
  const answer = name ? await fetch(`/parts/${encodeURIComponent(name)}`).catch(() => null) : null;
  const text = answer?.ok ? await answer.text() : '';
  // The panel shows the last choice, whichever response comes last.
  if (choice !== choices) return;
  panel.innerHTML = text;
  for (const link of document.querySelectorAll('a.node')) {
    if (link.dataset.part === name) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

document.addEventListener('click', async event => {
  const link = event.target.closest('a[data-part], a.close');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const name = link.dataset.part ?? '';
  const before = panel.querySelector('[data-panel]')?.dataset.panel;
  history.pushState(null, '', name ? `/?part=${encodeURIComponent(name)}` : '/');
  await choose(name);
  // The focus follows what was opened, and returns to where it came from.
  if (name) panel.querySelector('h2')?.focus();
  else document.querySelector(`a.node[data-part="${CSS.escape(before ?? '')}"]`)?.focus();
});

addEventListener('popstate', () => choose(new URLSearchParams(location.search).get('part') ?? ''));

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') panel.querySelector('a.close')?.click();
});
