// Uploads pictures from the editor and the settings. Without this file, plain forms do.

const isPicture = file => file.type.startsWith('image/');

// Sends a file as the form would, and reports the progress from 0 to 1.
const upload = (form, file, report) => {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => { if (lengthComputable) report(loaded / total); });
    request.addEventListener('load', () => {
      const errors = Object.values(request.response?.errors ?? {}).flat();
      if (request.status < 300 && request.response) resolve(request.response);
      else reject(new Error(errors.join('; ') || 'The picture was not accepted. Please sign in again, or try later.'));
    });
    for (const event of ['error', 'abort', 'timeout'])
      request.addEventListener(event, () => reject(new Error('The picture could not be sent. Please try again.')));
  });
  request.open('POST', form.action);
  request.responseType = 'json';
  request.setRequestHeader('Accept', 'application/json');
  const data = new FormData();
  // Before the file: the server checks it before it passes the file on.
  data.set('__RequestVerificationToken', form.elements.__RequestVerificationToken.value);
  data.set('file', file, file.name ?? 'picture');
  request.send(data);
  return { done, cancel: () => request.abort() };
};

const showError = (element, error) => {
  element.hidden = !error;
  element.textContent = error?.message ?? '';
};

// What only forms without scripts need disappears, and what only scripts can do appears.
const enhance = form => {
  form.querySelectorAll('[data-plain]').forEach(element => { element.hidden = true; });
  form.querySelectorAll('[data-scripted]').forEach(element => { element.hidden = false; });
};

// Files that are dropped on an element, or pasted into it.
const accept = (target, add) => {
  const hasFiles = data => data?.types.includes('Files');
  target.addEventListener('dragover', event => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    target.classList.add('dropping');
  });
  target.addEventListener('dragleave', () => target.classList.remove('dropping'));
  target.addEventListener('drop', event => {
    target.classList.remove('dropping');
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    add([...event.dataTransfer.files].filter(isPicture));
  });
  target.addEventListener('paste', event => {
    // Office programs put a picture of a text beside the text.
    const files = [...event.clipboardData.files].filter(isPicture);
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    add(files);
  });
};

const editor = document.querySelector('[data-pictures]');
if (editor) {
  const text = document.getElementById(editor.dataset.pictures);
  const dialog = editor.parentElement.querySelector('.picture-dialog');
  const find = selector => dialog.querySelector(selector);
  const [bar, insert, description, problem] = ['progress', '[data-insert]', 'input', '.error-messages'].map(find);
  const waiting = [];
  let current;

  // On one line, and without characters that mean something within the brackets.
  const escape = words => words.trim().replace(/\s+/g, ' ').replace(/[[\]\\`*_<!&]/g, '\\$&');

  const insertMarkdown = url => {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const before = start === 0 || value.slice(0, start).endsWith('\n\n') ? '' : value[start - 1] === '\n' ? '\n' : '\n\n';
    const after = value.slice(end).startsWith('\n') ? '\n' : '\n\n';
    text.setRangeText(`${before}![${escape(description.value)}](${url})${after}`, start, end, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const preview = async file => {
    const canvas = find('canvas');
    const pen = canvas.getContext('2d');
    pen.clearRect(0, 0, canvas.width, canvas.height);
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      pen.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    } catch {
      // The browser cannot show it; the server decides.
    }
  };

  const finishIfReady = () => {
    if (!current.url || !current.isConfirmed) return;
    insertMarkdown(current.url);
    dialog.close();
  };

  const next = () => {
    if (dialog.open || waiting.length === 0) return;
    const file = waiting.shift();
    const mine = current = { isConfirmed: false };
    bar.value = 0;
    description.value = '';
    insert.disabled = false;
    showError(problem);
    preview(file);
    dialog.showModal();
    description.focus();
    mine.upload = upload(editor, file, share => { if (mine === current) bar.value = share; });
    mine.upload.done.then(
      ({ url }) => {
        mine.url = url;
        if (mine === current && dialog.open) finishIfReady();
      },
      error => {
        if (mine !== current || !dialog.open) return;
        insert.disabled = true;
        showError(problem, error);
      });
  };

  const add = files => {
    waiting.push(...files);
    next();
  };

  dialog.addEventListener('submit', event => {
    event.preventDefault();
    current.isConfirmed = true;
    insert.disabled = true;
    finishIfReady();
  });
  find('[data-cancel]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    current.upload.cancel();
    text.focus();
    next();
  });

  enhance(editor);
  editor.elements.file.multiple = true;
  editor.addEventListener('submit', event => event.preventDefault());
  editor.elements.file.addEventListener('change', ({ target }) => {
    add([...target.files]);
    target.value = '';
  });
  accept(text, add);
}

const face = document.querySelector('[data-face]');
if (face) {
  const section = face.closest('.face');
  const dialog = section.parentElement.querySelector('.picture-dialog');
  const find = selector => dialog.querySelector(selector);
  const [canvas, bar, save, problem, zoom, across, down] =
    ['canvas', 'progress', '[data-save]', '.error-messages', '#zoom', '#across', '#down'].map(find);
  const size = 640;
  let picture, sending;

  // The part of the picture that the sliders choose; everything is in units of the canvas.
  const draw = target => {
    const scale = target.width / Math.min(picture.width, picture.height) * zoom.value;
    const [width, height] = [picture.width * scale, picture.height * scale];
    const pen = target.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.clearRect(0, 0, target.width, target.height);
    pen.drawImage(picture, (target.width - width) * across.value, (target.height - height) * down.value, width, height);
  };

  const choose = async ([file]) => {
    showError(face.querySelector('.error-messages'));
    try {
      picture = await createImageBitmap(file);
    } catch {
      showError(face.querySelector('.error-messages'), new Error('This file is not a picture that can be shown here.'));
      return;
    }
    [zoom.value, across.value, down.value] = [1, .5, .5];
    [bar.hidden, save.disabled] = [true, false];
    showError(problem);
    draw(canvas);
    dialog.showModal();
  };

  const show = ({ image, face: small }) => {
    document.querySelectorAll('.face .user-img, .navbar .user-pic').forEach(shown => {
      shown.classList.remove('avatar-broken');
      shown.src = small;
    });
    const field = document.querySelector('input[name=image]');
    if (field) field.value = image;
    section.querySelector('[data-remove-face]').hidden = false;
    section.querySelector('[role=status]').hidden = false;
  };

  dialog.addEventListener('input', () => draw(canvas));
  canvas.addEventListener('pointerdown', event => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener('pointermove', event => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const scale = canvas.width / Math.min(picture.width, picture.height) * zoom.value;
    across.value -= event.movementX / Math.max(1, picture.width * scale - canvas.width);
    down.value -= event.movementY / Math.max(1, picture.height * scale - canvas.height);
    draw(canvas);
  });
  dialog.addEventListener('submit', async event => {
    event.preventDefault();
    const cropped = Object.assign(document.createElement('canvas'), { width: size, height: size });
    draw(cropped);
    [bar.hidden, bar.value, save.disabled] = [false, 0, true];
    showError(problem);
    const blob = await new Promise(resolve => cropped.toBlob(resolve, 'image/webp', .9));
    sending = upload(face, blob, share => { bar.value = share; });
    try {
      show(await sending.done);
      dialog.close();
    } catch (error) {
      save.disabled = false;
      showError(problem, error);
    }
  });
  find('[data-cancel]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => sending?.cancel());

  enhance(face);
  face.addEventListener('submit', event => event.preventDefault());
  face.elements.file.addEventListener('change', ({ target }) => {
    if (target.files.length > 0) choose([...target.files]);
    target.value = '';
  });
  accept(section, files => { if (files.length > 0) choose(files); });
}
