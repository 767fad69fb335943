// What the pages do without a round trip where they can. Each of it works without this file too.

// A tag is added by Enter or Add, and removed by its cross.
document.addEventListener('click', event => {
  const add = event.target.closest('[data-add-tag]');
  const remove = event.target.closest('[data-remove-tag]');
  if (!add && !remove) return;

  event.preventDefault();
  if (remove) {
    remove.closest('.tag-pill').remove();
    return;
  }

  const editor = add.closest('.tag-editor');
  const input = editor.querySelector('input[name=tag]');
  const tag = input.value.trim();
  const listed = [...editor.querySelectorAll('.tag-list input')].map(listed => listed.value);
  if (tag && !listed.includes(tag)) {
    const pill = editor.querySelector('template').content.cloneNode(true);
    pill.querySelector('input').value = tag;
    pill.querySelector('button').value = tag;
    pill.querySelector('.tag-text').textContent = tag;
    editor.querySelector('.tag-list').append(pill);
  }
  input.value = '';
  input.focus();
});

// A double click does not publish twice.
document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('[data-once]')) return;
  if (form.hasAttribute('aria-busy')) event.preventDefault();
  form.setAttribute('aria-busy', 'true');
});
addEventListener('pageshow', () => document.querySelectorAll('[aria-busy]').forEach(form => form.removeAttribute('aria-busy')));

// A favorite changes where it stands: of the page that answers, only the same article's buttons are taken over.
document.addEventListener('submit', async event => {
  const form = event.target;
  const name = form.dataset.inPlace;
  if (!name) return;

  event.preventDefault();
  if (form.hasAttribute('aria-busy')) return;
  form.setAttribute('aria-busy', 'true');

  const same = document => [...document.querySelectorAll('form[data-in-place]')].filter(other => other.dataset.inPlace === name);
  try {
    const response = await fetch(form.action, { method: 'POST', body: new FormData(form) });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = same(page);
    if (fresh.length === 0) {
      location.assign(response.redirected ? response.url : location.href);
      return;
    }
    const position = same(document).indexOf(form);
    same(document).forEach((old, index) => old.replaceWith(document.adoptNode(fresh[index] ?? fresh[0])));
    same(document)[position]?.querySelector('button').focus({ preventScroll: true });
  } catch {
    form.submit();
  }
});

// A picture that cannot be had is a person all the same.
document.addEventListener('error', event => {
  const image = event.target;
  if (image.matches?.('img[data-avatar]') && !image.src.endsWith('/default-avatar.svg')) image.src = '/default-avatar.svg';
}, true);

// Tells test suites who is signed in; the session itself is out of reach for any script.
const user = () => JSON.parse(document.querySelector('nav.navbar')?.dataset.user ?? 'null');
window.__conduit_debug__ = {
  getToken: () => null,
  getCurrentUser: user,
  getAuthState: () => document.querySelector('[data-api=unavailable]') ? 'unavailable' : user() ? 'authenticated' : 'unauthenticated',
};
