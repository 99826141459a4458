/* The desk of a reviewer.
   table[data-walk]: J and K walk through the rows, X ticks, O opens a[data-open].
   form[data-review]: 1-4 choose the conclusion, A ticks the checklist, E goes to the opinion, Ctrl+Enter sends;
   [data-ticks] shows itself when the conclusion is 退回; [data-field] in the application can be marked as wrong.
   [data-keys-help]: ? opens and closes the list of keys. ol[data-rank]: drag, or the buttons, move a candidate. */
(function () {
  'use strict';

  function typing(target) {
    return Boolean(target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable="true"], .modal.show'));
  }

  function plain(event) {
    return !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !typing(event.target);
  }

  /* ? */
  const help = document.querySelector('[data-keys-help]');
  if (help) {
    document.addEventListener('keydown', function (event) {
      if (event.key !== '?' || !plain(event)) return;
      event.preventDefault();
      help.open = !help.open;
      if (help.open) { help.querySelector('summary').focus(); help.scrollIntoView({ block: 'nearest' }); }
    });
  }

  /* Rows of the queue. */
  const table = document.querySelector('table[data-walk]');
  if (table) {
    let at = -1;
    const rows = Array.from(table.tBodies[0].rows);
    const go = function (to) {
      if (to < 0 || to >= rows.length) return;
      if (at >= 0) rows[at].classList.remove('is-walked');
      at = to;
      rows[at].classList.add('is-walked');
      rows[at].querySelector('[data-open]').focus({ preventScroll: true });
      rows[at].scrollIntoView({ block: 'nearest' });
    };
    document.addEventListener('keydown', function (event) {
      if (!plain(event)) return;
      const key = event.key.toLowerCase();
      if (key === 'j') go(at + 1);
      else if (key === 'k') go(at - 1);
      else if (key === 'x' && at >= 0) rows[at].querySelector('[data-row]').click();
      else if (key === 'o' && at >= 0) rows[at].querySelector('[data-open]').click();
      else return;
      event.preventDefault();
    });
  }

  /* The conclusion. */
  const form = document.querySelector('form[data-review]');
  if (form) setUpReview(form);

  function setUpReview(form) {
    const choices = Array.from(form.querySelectorAll('input[type=radio][name=decision]'));
    const ticks = form.querySelector('[data-ticks]');
    const opinion = form.querySelector('textarea[name=opinion]');
    const chosen = function () { const one = choices.find(function (choice) { return choice.checked; }); return one ? one.value : ''; };
    const show = function () { if (ticks) ticks.hidden = chosen() !== 'return'; };

    choices.forEach(function (choice) { choice.addEventListener('change', show); });
    show();
    if (ticks) {
      ticks.addEventListener('change', function (event) {
        const tick = event.target.closest('.tick');
        if (!tick || event.target.type !== 'checkbox') return;
        if (event.target.checked) tick.querySelector('.tick__remark input').focus();
      });
    }

    document.addEventListener('keydown', function (event) {
      if (event.key === 'Enter' && event.ctrlKey && !event.isComposing) {
        const send = form.querySelector('button[type=submit]');
        if (send && !send.disabled) { event.preventDefault(); send.click(); }
        return;
      }
      if (event.key === 'Escape' && form.contains(event.target) && typing(event.target)) { event.target.blur(); return; }
      if (!plain(event)) return;
      const key = event.key.toLowerCase();
      const choice = /^[1-4]$/.test(key) ? choices[Number(key) - 1] : null;
      if (choice) { choice.click(); choice.focus(); }
      else if (key === 'e' && opinion) opinion.focus();
      else if (key === 'a') form.querySelectorAll('input[name=checks]').forEach(function (box) { box.checked = true; });
      else return;
      event.preventDefault();
    });

    const mark = function (code) {
      const box = form.querySelector('input[name=wrong][value="' + code + '"]');
      const back = choices.find(function (choice) { return choice.value === 'return'; });
      if (!box || !back) return;
      back.checked = true;
      show();
      box.checked = true;
      box.closest('.tick').querySelector('.tick__remark input').focus();
    };
    document.querySelectorAll('[data-field]').forEach(function (name) {
      if (!form.querySelector('input[name=wrong][value="field:' + name.dataset.field + '"]')) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn btn-link btn-mark no-print';
      button.title = '标记有误';
      button.appendChild(window.Portal.icon('flag'));
      button.setAttribute('aria-label', '标记有误：' + name.textContent.trim());
      button.addEventListener('click', function () { mark('field:' + name.dataset.field); });
      name.appendChild(button);
    });
  }

  /* What changed since the return is marked where it stands. */
  document.querySelectorAll('[data-changed]').forEach(function (row) {
    const name = document.querySelector('[data-field="' + row.dataset.changed + '"]');
    if (!name || name.querySelector('.changed-mark')) return;
    const tag = document.createElement('span');
    tag.className = 'changed-mark';
    tag.textContent = '已改';
    name.insertBefore(tag, name.querySelector('button'));
  });

  /* The order of candidates. */
  const list = document.querySelector('ol[data-rank]');
  if (list) setUpRanks(list);

  function setUpRanks(list) {
    let dragged = null;
    const said = document.querySelector('[data-rank-said]');
    const ranks = Array.from(list.querySelectorAll('[data-rank-number]')).map(function (cell) { return cell.textContent; });
    const number = function (moved) {
      Array.from(list.children).forEach(function (row, index) {
        row.querySelector('[data-rank-number]').textContent = ranks[index];
        if (row === moved && said) said.textContent = row.dataset.name + '，第 ' + ranks[index] + ' 位';
      });
    };
    const move = function (row, way) {
      const beside = way < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!beside) return;
      list.insertBefore(way < 0 ? row : beside, way < 0 ? beside : row);
      number(row);
    };
    list.addEventListener('click', function (event) {
      const button = event.target.closest('[data-move]');
      if (!button) return;
      move(button.closest('li'), Number(button.dataset.move));
      button.focus();
    });
    list.addEventListener('keydown', function (event) {
      const row = event.target.closest('li');
      if (!row || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
      event.preventDefault();
      move(row, event.key === 'ArrowUp' ? -1 : 1);
      event.target.focus();
    });
    list.addEventListener('dragstart', function (event) { dragged = event.target.closest('li'); dragged.classList.add('is-dragged'); });
    list.addEventListener('dragend', function () { if (dragged) { dragged.classList.remove('is-dragged'); number(dragged); } dragged = null; });
    list.addEventListener('dragover', function (event) {
      const row = event.target.closest('li');
      if (!dragged || !row || row === dragged) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      list.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? row.nextElementSibling : row);
    });
  }
}());
