/* A look at a file without leaving the page: a[data-preview] opens the dialog; ← and → go through the files around it.
   Without script the link leads where it says: to the file. */
(function () {
  'use strict';

  const dialog = document.getElementById('look');
  if (!dialog || !window.bootstrap) return;
  const modal = new window.bootstrap.Modal(dialog);
  let files = [];
  let at = 0;

  function slot(name) {
    return dialog.querySelector('[data-look-slot="' + name + '"]');
  }

  function fill(html) {
    slot('body').innerHTML = html;
  }

  function say(words) {
    const told = document.createElement('p');
    told.className = 'muted';
    told.textContent = words;
    slot('body').textContent = '';
    slot('body').append(told);
  }

  async function show(place) {
    at = place;
    const link = files[at];
    slot('title').textContent = link.dataset.previewName || link.textContent.trim();
    slot('place').textContent = files.length > 1 ? (at + 1) + ' / ' + files.length : '';
    dialog.querySelectorAll('[data-look-step]').forEach(function (button) {
      const next = at + Number(button.dataset.lookStep);
      button.hidden = files.length < 2;
      button.disabled = next < 0 || next >= files.length;
    });
    say('正在打开');
    try {
      const answer = await fetch(link.dataset.preview, { headers: { 'X-Requested-With': 'fetch' } });
      if (files[at] !== link) return;
      if (answer.redirected || !answer.ok) say(answer.redirected ? '登录已过期，请重新登录后再看。' : '文件已移除或无权查看。');
      else fill(await answer.text());
    } catch (error) {
      say('网络不通，请稍后重试。');
    }
  }

  function step(by) {
    const next = at + by;
    if (next >= 0 && next < files.length) show(next);
  }

  document.addEventListener('click', function (event) {
    const move = event.target.closest('[data-look-step]');
    if (move) { step(Number(move.dataset.lookStep)); return; }
    const link = event.target.closest('a[data-preview]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const group = link.closest('[data-preview-group]') || link.closest('ul, table') || document;
    files = Array.from(group.querySelectorAll('a[data-preview]'));
    modal.show(link);
    show(files.indexOf(link));
  });

  dialog.addEventListener('keydown', function (event) {
    if (event.target.matches('video, input, textarea')) return;
    if (event.key === 'ArrowLeft') step(-1);
    if (event.key === 'ArrowRight') step(1);
  });

  dialog.addEventListener('hidden.bs.modal', function () {
    fill('');
    if (files[at] && document.contains(files[at])) files[at].focus();
  });
}());
