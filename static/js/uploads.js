/* Files by drag, paste, choice or camera, several at a time, each with its own progress and its own error.
   [data-upload][data-url][data-name][data-target?][data-most] — see the upload component. Small files go in one request,
   larger ones in pieces (pieces.js); then the address of the box takes the whole. */
(function () {
  'use strict';

  const pieces = window.Portal.pieces;
  const AT_ONCE = 2;

  function make(name, className, words) {
    const found = document.createElement(name);
    found.className = className;
    found.textContent = words || '';
    return found;
  }

  function button(words, act) {
    const found = make('button', 'btn btn-link', words);
    found.type = 'button';
    found.addEventListener('click', act);
    return found;
  }

  function row(list, name) {
    const line = { item: make('li', ''), name: make('span', 'files__name', name), end: make('span', 'files__end'), words: make('span', '', '等待'), note: make('div', 'files__note') };
    line.bar = make('progress', 'is-thin');
    line.bar.max = 100;
    line.bar.value = 0;
    line.bar.setAttribute('aria-label', name + ' 上传进度');
    line.note.appendChild(line.bar);
    line.end.append(line.words);
    line.item.append(window.Portal.icon('file'), line.name, line.end, line.note);
    list.appendChild(line.item);
    return line;
  }

  function outcome(line, tone, words, note) {
    line.end.className = 'files__end';
    line.end.textContent = '';
    const state = make('span', 'state state--' + tone);
    state.append(window.Portal.icon({ ok: 'ok', late: 'clock' }[tone] || 'bad'), document.createTextNode(words));
    line.end.append(state);
    line.note.textContent = note || '';
  }

  function say(line, words) {
    if (!line.end.contains(line.words)) { line.end.textContent = ''; line.end.append(line.words); }
    line.words.textContent = words;
  }

  function progress(line, done, total) {
    line.bar.value = total ? Math.round(100 * done / total) : 0;
    say(line, line.bar.value + '%');
    if (!line.note.contains(line.bar)) { line.note.textContent = ''; line.note.append(line.bar); }
  }

  function failed(box, line, job, stop) {
    if (job.signal.stopped) { line.item.remove(); return; }
    if (job.signal.id && !stop.resumable) pieces.cancel(job.signal.id);
    outcome(line, 'bad', stop.resumable ? '已暂停' : '未上传', stop.words || '没有传上，请重试。');
    if (stop.resumable) line.end.append(button('继续', function () { enqueue(box, job); }));
    line.end.append(button('移除', function () { line.item.remove(); }));
  }

  function succeeded(box, line, answer) {
    const type = answer.getResponseHeader('content-type') || '';
    const data = type.indexOf('json') >= 0 ? pieces.json(answer) : {};
    const target = box.dataset.target && document.querySelector(box.dataset.target);
    if (target && type.indexOf('html') >= 0) {
      target.innerHTML = answer.responseText;
      if (window.htmx) window.htmx.process(target);
      line.item.remove();
    } else {
      outcome(line, 'ok', data.note || '已上传', '');
      if (data.url) {
        const link = make('a', 'files__name', data.name || line.name.textContent);
        link.href = data.url;
        line.name.replaceWith(link);
      }
    }
    box.dispatchEvent(new CustomEvent('upload:done', { bubbles: true, detail: data }));
  }

  /* The address takes files one after the other: each answer shows all files so far. */
  let before = Promise.resolve();

  function hand(box, line, body) {
    const mine = before.then(async function () {
      for (let tries = 0; ; tries += 1) {
        let answer = null;
        try { answer = await pieces.request('POST', box.dataset.url, body, null, body.has(fieldOf(box)) ? function (done, total) { progress(line, done, total); } : null); } catch (error) { answer = null; }
        if (answer && answer.status < 500) return answer;
        if (tries === 20) throw new pieces.Stop('网络不通，请稍后重试。', { resumable: true });
        say(line, '网络中断，恢复后继续');
        await pieces.pause(Math.min(15000, 1000 * (tries + 1)));
      }
    });
    before = mine.catch(function () { /* told at its own row */ });
    return mine;
  }

  function fieldOf(box) { return box.dataset.name || 'file'; }

  async function bodyOf(box, line, job) {
    const body = new FormData();
    if (job.file.size <= pieces.small) {
      body.append(fieldOf(box), job.file, job.file.name);
      return body;
    }
    const tell = function (kind, done) {
      if (kind === 'waiting') say(line, '网络中断，恢复后继续');
      else progress(line, done, job.file.size);
    };
    say(line, '0%');
    stopper(line, job);
    body.append('received.' + fieldOf(box), await pieces.send(job.file, box.dataset.url, tell, job.signal));
    line.end.textContent = '';
    say(line, '正在检查');
    return body;
  }

  function stopper(line, job) {
    line.end.append(button('取消', function () { job.signal.stopped = true; say(line, '正在取消'); }));
  }

  async function work(box, job) {
    const line = job.line;
    const most = Number(box.dataset.most || 0);
    try {
      if (!job.file.size) throw new pieces.Stop('文件是空的，请重新选择。');
      if (most && job.file.size > most) throw new pieces.Stop('文件超过 ' + Math.floor(most / 1048576) + ' MB，请压缩后再上传。');
      const answer = await hand(box, line, await bodyOf(box, line, job));
      if (answer.responseURL.indexOf('/accounts/login') >= 0) throw new pieces.Stop('登录已过期，请在新窗口重新登录后点“继续”。', { resumable: true });
      if (answer.status >= 300) {
        throw new pieces.Stop(pieces.json(answer).message || (answer.status === 413 ? '文件太大。' : ''));
      }
      succeeded(box, line, answer);
    } catch (stop) {
      failed(box, line, job, stop);
    }
  }

  const queue = [];
  let running = 0;

  function enqueue(box, job) {
    queue.push([box, job]);
    turn();
  }

  function turn() {
    if (running >= AT_ONCE || !queue.length) return;
    running += 1;
    const next = queue.shift();
    work(next[0], next[1]).then(function () { running -= 1; turn(); });
    turn();
  }

  function take(box, files) {
    const list = box.querySelector('[data-upload-list]');
    Array.from(files).forEach(function (file) {
      list.querySelectorAll('[data-unfinished]').forEach(function (item) {
        if (item.dataset.unfinished === file.name + ':' + file.size) item.remove();
      });
      enqueue(box, { file: file, line: row(list, file.name), signal: {} });
    });
  }

  /* What a reload interrupted: the server says how much it has; the same file, chosen again, goes on from there. */
  async function remind() {
    const boxes = Array.from(document.querySelectorAll('[data-upload]'));
    if (!boxes.length) return;
    (await pieces.unfinished()).forEach(function (upload) {
      const box = boxes.find(function (each) { return each.dataset.url === upload.target; });
      if (!box) return;
      const line = row(box.querySelector('[data-upload-list]'), upload.name);
      line.item.dataset.unfinished = upload.name + ':' + upload.size;
      const share = Math.round(100 * Object.keys(upload.received).length * upload.chunk / upload.size);
      outcome(line, 'late', '已传 ' + Math.min(99, share) + '%', '上次没有传完，重新选择这个文件即接着传。');
      line.end.append(
        button('选择文件', function () { box.querySelector('input[type="file"]').click(); }),
        button('取消上传', function () { pieces.cancel(upload.id); line.item.remove(); }));
    });
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

  /* A file field without its own URL names what was chosen; nothing chosen any more brings its own words back. */
  document.addEventListener('change', function (event) {
    const zone = event.target.type === 'file' && !boxOf(event) && event.target.closest('.drop, .file-pick');
    if (!zone) return;
    const words = zone.querySelector('[data-file-names]') || zone.querySelector('span');
    if (words.dataset.fileNames) words.innerHTML = words.dataset.fileNames;
    else words.dataset.fileNames = words.innerHTML;
    const names = Array.from(event.target.files).map(function (file) { return file.name; });
    if (names.length) words.textContent = names.join('、');
  });

  document.addEventListener('paste', function (event) {
    const files = event.clipboardData && event.clipboardData.files;
    const boxes = document.querySelectorAll('[data-upload]');
    const box = boxOf(event) || (boxes.length === 1 ? boxes[0] : null);
    if (box && files && files.length) { event.preventDefault(); take(box, files); }
  });

  window.addEventListener('beforeunload', function (event) { if (running || queue.length) window.Portal.askToStay(event); });
  remind();
}());
