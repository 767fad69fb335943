// Enhances the pages where a browser can act without loading a page. Everything works without this file too.

const on = (event, act, capture) => document.addEventListener(event, act, capture);

// Enter or Add adds a tag, and the cross removes it.
on('click', event => {
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

// Enter in a field of the editor adds a tag or does nothing: it does not publish an unfinished article.
on('keydown', event => {
  if (event.key !== 'Enter' || event.isComposing || !event.target.matches('form[data-unsaved] input')) return;
  event.preventDefault();
  if (event.target.name === 'tag') event.target.closest('.tag-editor').querySelector('[data-add-tag]').click();
});

// One click deletes. Without this file the server shows a page that asks for confirmation.
on('submit', event => {
  const form = event.target;
  if (!form.matches('[data-delete]')) return;
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'confirmed', value: 'yes' }));
});

// A double click does not publish twice.
on('submit', event => {
  const form = event.target;
  if (!form.matches('[data-once]')) return;
  if (form.hasAttribute('aria-busy')) event.preventDefault();
  form.setAttribute('aria-busy', 'true');
});
addEventListener('pageshow', () => document.querySelectorAll('[aria-busy]').forEach(form => form.removeAttribute('aria-busy')));

// Favorites and follows change in place: only the same buttons are replaced from the page in the response.
on('submit', async event => {
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

// Older comments are added below those that are shown; a comment that has moved to the next page meanwhile is shown once.
on('click', async event => {
  const link = event.target.closest('[data-more-comments]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;

  event.preventDefault();
  if (link.hasAttribute('aria-busy')) return;
  link.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(link.href);
    const older = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('#comments');
    const cards = [...older.querySelectorAll('.card[id]')].filter(card => !document.getElementById(card.id));
    const next = older.querySelector('[data-more-comments]')?.closest('p');
    link.closest('p').replaceWith(...cards.map(card => document.adoptNode(card)), ...(next ? [document.adoptNode(next)] : []));
    cards[0]?.querySelector('.comment-author').focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
});

// Warns before the browser leaves a page with unsent text.
const unsaved = new Set();
on('input', event => {
  const form = event.target.closest('form[data-unsaved]');
  if (form) unsaved.add(form);
});
on('submit', event => { if (!event.defaultPrevented) unsaved.delete(event.target); });
addEventListener('beforeunload', event => { if (unsaved.size > 0) event.preventDefault(); });

// The live preview of the editor's text.
const text = document.querySelector('[data-preview]');
if (text) {
  const form = text.form;
  const preview = document.querySelector('.preview');
  form.querySelector('[value=preview]').hidden = true;
  let due, shown;
  const render = async () => {
    const body = text.value;
    preview.hidden = body.trim() === '';
    if (preview.hidden || body === shown) return;
    const data = new FormData();
    data.set('body', body);
    data.set('__RequestVerificationToken', form.elements.__RequestVerificationToken.value);
    try {
      const response = await fetch(text.dataset.preview, { method: 'POST', body: data });
      if (!response.ok) return;
      // The server has sanitized the HTML, as on the page of the article.
      preview.querySelector('.article-content').innerHTML = await response.text();
      shown = body;
    } catch {
      // The next input requests the preview again.
    }
  };
  text.addEventListener('input', () => {
    clearTimeout(due);
    due = setTimeout(render, 400);
  });
  render();
}

// The style sheet replaces a picture that does not load with the default one. Pictures may have failed before this file ran.
const markBroken = image => image.classList.add('avatar-broken');
on('error', event => { if (event.target.matches?.('img[data-avatar]')) markBroken(event.target); }, true);
document.querySelectorAll('img[data-avatar]').forEach(image => { if (image.complete && image.naturalWidth === 0) markBroken(image); });

// A picture of an article that is not available: the same, with another picture.
const markMissing = image => image.classList.add('picture-missing');
on('error', event => { if (event.target.matches?.('img[data-picture]')) markMissing(event.target); }, true);
document.querySelectorAll('img[data-picture]').forEach(image => { if (image.complete && image.naturalWidth === 0) markMissing(image); });

// A picture of an article is shown as large as the window; the arrow keys lead to the others, and Escape or a click back to the text.
on('click', event => {
  let link = event.target.closest('a[data-lightbox]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;

  event.preventDefault();
  const links = [...document.querySelectorAll('a[data-lightbox]')];
  const dialog = Object.assign(document.createElement('dialog'), { className: 'lightbox' });
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: '×', ariaLabel: 'Close' });
  const large = Object.assign(document.createElement('img'), { sizes: '100vw' });
  const show = to => {
    link = to;
    const { alt, srcset } = link.querySelector('img');
    Object.assign(large, { alt, srcset, src: link.href });
    dialog.setAttribute('aria-label', alt);
  };
  dialog.append(close, large);
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('keydown', ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) show(links[(links.indexOf(link) + step + links.length) % links.length]);
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  show(link);
  dialog.showModal();
});

// The signed-in user; scripts cannot access the session itself.
const user = () => JSON.parse(document.querySelector('nav.navbar')?.dataset.user ?? 'null');

// Live updates while the page is visible.
const badge = document.querySelector('[data-unread]');
const news = document.querySelector('[data-since]');
if (badge || news) {
  let events;
  const listen = () => {
    if (document.hidden || events) return;
    events = new EventSource(news ? `/live?since=${news.dataset.since}` : '/live');
    events.addEventListener('unread', ({ data }) => {
      if (!badge) return;
      badge.hidden = data === '0';
      badge.textContent = data;
    });
    events.addEventListener('articles', ({ data }) => {
      if (!news) return;
      news.hidden = data === '0';
      news.textContent = data === '1' ? 'One new article' : `${Number(data) >= 20 ? '20 or more' : data} new articles`;
    });
  };
  const leave = () => {
    events?.close();
    events = undefined;
  };
  on('visibilitychange', () => document.hidden ? leave() : listen());
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
}

// A failure page reloads itself until the page is available.
if (document.querySelector('[data-retry]')) {
  const again = async () => {
    try {
      const { status } = await fetch(document.querySelector('[data-retry]').href, { method: 'HEAD' });
      if (status < 500) return location.assign(document.querySelector('[data-retry]').href);
    } catch {
      // The page is not available yet.
    }
    setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
}

window.__conduit_debug__ = {
  getToken: () => null,
  getCurrentUser: user,
  getAuthState: () => document.querySelector('[data-api=unavailable]') ? 'unavailable' : user() ? 'authenticated' : 'unauthenticated',
};
