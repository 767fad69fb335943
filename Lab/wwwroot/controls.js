// Commands, switches and load: forms without leaving the page, and what is in force, the same in every tab. After lab.js.
{
  function showSwitch({ name, value }) {
    const item = document.querySelector(`[data-switch="${CSS.escape(name)}"]`);
    if (!item || item.dataset.value === value) return;
    item.dataset.value = value;
    item.toggleAttribute('data-changed', value !== item.dataset.usual);
    const choice = item.querySelector('select');
    if (choice) choice.value = value;
    else showToggle(item.querySelector('button'), value === 'true');
  }

  function showToggle(button, isOn) {
    button.setAttribute('aria-checked', isOn);
    button.value = !isOn;
    set(button, isOn ? 'on' : 'off');
  }

  function showLoad(load) {
    for (const figure of document.querySelectorAll('[data-load] [data-figure]')) set(figure, load[figure.dataset.figure]);
    const check = document.querySelector('[data-check]');
    set(check, load.check);
    check.toggleAttribute('data-broken', load.isBroken);
    showExample(load.counterExample);
  }

  function showExample(example) {
    const details = document.querySelector('[data-example]');
    details.hidden = !example;
    if (!example || details.dataset.what === example.what) return;
    details.dataset.what = example.what;
    details.open = true;
    for (const figure of details.querySelectorAll('[data-figure]')) set(figure, example[figure.dataset.figure]);
    details.querySelector('[data-history]').replaceChildren(...example.history.map(line => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }));
  }

  document.addEventListener('figures', ({ detail: { controls } }) => {
    controls.switches.forEach(showSwitch);
    showLoad(controls.load);
  });

  document.addEventListener('input', ({ target }) => {
    if (target.matches('.slider input')) set(target.nextElementSibling, target.value);
  });

  document.addEventListener('submit', async event => {
    const form = event.target.closest('.control form, .panel form');
    if (!form) return;
    event.preventDefault();
    const said = form.closest('.control, .panel').querySelector('[data-answer]');
    set(said, '…');
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(new FormData(form, event.submitter)),
    }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    set(said, body?.message ?? Object.values(body?.errors ?? {})[0]?.[0] ?? 'The lab does not answer.');
  });
}
