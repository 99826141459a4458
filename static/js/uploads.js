/* Files by drag, paste, choice or camera, several at a time, each with its own progress.
   [data-upload][data-url][data-name][data-target?] — see the upload component. */
(function () {
  'use strict';

  function row(list, file) {
    const item = document.createElement('li');
    const name = document.createElement('span');
    const end = document.createElement('span');
    const note = document.createElement('div');
    const bar = document.createElement('progress');
    name.className = 'files__name';
    name.textContent = file.name;
    end.className = 'files__end';
    end.textContent = '等待';
    note.className = 'files__note';
    bar.className = 'is-thin';
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute('aria-label', file.name + ' 上传进度');
    note.appendChild(bar);
    item.append(window.Portal.icon('file'), name, end, note);
    list.appendChild(item);
    return { item: item, name: name, end: end, note: note, bar: bar };
  }

  function outcome(line, tone, words, note) {
    line.end.className = 'state state--' + tone;
    line.end.textContent = '';
    line.end.append(window.Portal.icon(tone === 'ok' ? 'ok' : 'bad'), document.createTextNode(words));
    line.note.textContent = note || '';
    if (!note) line.note.remove();
  }

  function answered(box, line, request) {
    const type = request.getResponseHeader('content-type') || '';
    const data = type.indexOf('json') >= 0 ? JSON.parse(request.responseText) : {};
    if (request.status < 200 || request.status >= 300) {
      outcome(line, 'bad', '未上传', data.message || (request.status === 413 ? '文件太大。' : '没有传上，请重试。'));
      return;
    }
    const target = box.dataset.target && document.querySelector(box.dataset.target);
    if (target && type.indexOf('html') >= 0) {
      target.innerHTML = request.responseText;
      if (window.htmx) window.htmx.process(target);
      line.item.remove();
    } else {
      outcome(line, 'ok', data.note || '已上传', '');
      if (data.url) {
        const link = document.createElement('a');
        link.className = 'files__name';
        link.href = data.url;
        link.textContent = data.name || line.name.textContent;
        line.name.replaceWith(link);
      }
    }
    box.dispatchEvent(new CustomEvent('upload:done', { bubbles: true, detail: data }));
  }

  function send(box, line, file) {
    return new Promise(function (resolve) {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append(box.dataset.name || 'file', file, file.name);
      request.open('POST', box.dataset.url);
      request.setRequestHeader('X-CSRFToken', window.Portal.csrfToken());
      request.setRequestHeader('X-Requested-With', 'fetch');
      request.upload.onprogress = function (event) {
        if (!event.lengthComputable) return;
        line.bar.value = Math.round(100 * event.loaded / event.total);
        line.end.textContent = line.bar.value + '%';
      };
      request.onload = function () { answered(box, line, request); resolve(); };
      request.onerror = function () { outcome(line, 'bad', '未上传', '网络不通，请重试。'); resolve(); };
      request.send(body);
    });
  }

  function take(box, files) {
    const list = box.querySelector('[data-upload-list]');
    const work = Array.from(files).map(function (file) { return [row(list, file), file]; });
    work.reduce(function (before, pair) {
      return before.then(function () { return send(box, pair[0], pair[1]); });
    }, Promise.resolve());
  }

  function boxOf(event) {
    return event.target.closest ? event.target.closest('[data-upload]') : null;
  }

  document.addEventListener('change', function (event) {
    const box = boxOf(event);
    if (!box || event.target.type !== 'file') return;
    take(box, event.target.files);
    event.target.value = '';
  });

  ['dragover', 'dragleave', 'drop'].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      const zone = event.target.closest && event.target.closest('.drop');
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle('is-over', kind === 'dragover');
      if (kind !== 'drop') return;
      const box = boxOf(event);
      const input = zone.querySelector('input[type="file"]');
      if (box) take(box, event.dataTransfer.files);
      else if (input) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event('change', { bubbles: true })); }
    });
  });

  /* A file field without its own URL names what was chosen. */
  document.addEventListener('change', function (event) {
    const zone = event.target.type === 'file' && !boxOf(event) && event.target.closest('.drop');
    if (zone) zone.querySelector('span').textContent = Array.from(event.target.files).map(function (file) { return file.name; }).join('、');
  });

  document.addEventListener('paste', function (event) {
    const files = event.clipboardData && event.clipboardData.files;
    const boxes = document.querySelectorAll('[data-upload]');
    const box = boxOf(event) || (boxes.length === 1 ? boxes[0] : null);
    if (box && files && files.length) { event.preventDefault(); take(box, files); }
  });
}());
