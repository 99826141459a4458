/* The tree of a draft: drag with the pointer, move with Alt and the arrow keys, walk with the arrow keys; what was typed into the
   open form is saved before another node is opened. [data-editor][data-move-url] .outline__row[data-code][data-parent][data-position] */
(function () {
  'use strict';

  const editor = document.querySelector('[data-editor]');
  if (!editor || !window.htmx) return;
  const WAYS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' };
  let dragged = null;
  let dirty = false;
  let refocus = '';

  function rows() {
    return Array.from(editor.querySelectorAll('.outline__row'));
  }

  function send(values) {
    const revision = document.getElementById('revision');
    refocus = values.code;
    window.htmx.ajax('POST', editor.dataset.moveUrl, {
      target: '#node-panel', swap: 'outerHTML', values: Object.assign({ revision: revision ? revision.value : '' }, values)
    });
  }

  function form() {
    return editor.querySelector('[data-node-form]');
  }

  editor.addEventListener('input', function (event) { if (event.target.closest('[data-node-form]')) dirty = true; });
  editor.addEventListener('change', function (event) { if (event.target.closest('[data-node-form]')) dirty = true; });

  /* Another node: the open form goes first, and the answer shows the node that was asked for. */
  document.addEventListener('click', function (event) {
    const link = event.target.closest('.outline__row a');
    if (!link || !dirty || !form() || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form().elements.then.value = link.parentElement.dataset.code;
    form().requestSubmit();
  }, true);

  document.addEventListener('htmx:afterSettle', function () {
    const asked = form() && form().querySelector('.field--error, .notice--bad');
    if (!refocus) return;
    const row = rows().find(function (each) { return each.dataset.code === refocus; });
    refocus = '';
    if (row && !asked) row.querySelector('a').focus();
  });
  document.addEventListener('htmx:beforeSwap', function (event) {
    const kept = event.detail.xhr.status === 422 || (event.detail.requestConfig.parameters || {}).act === 'reshape';
    if (!kept) dirty = false;
  });
  window.addEventListener('beforeunload', function (event) { if (dirty) window.Portal.askToStay(event); });

  editor.addEventListener('keydown', function (event) {
    const link = event.target.closest('.outline__row a');
    const way = WAYS[event.key];
    if (!link || !way) return;
    if (event.altKey) {
      event.preventDefault();
      send({ code: link.parentElement.dataset.code, way: way });
      return;
    }
    if (way !== 'up' && way !== 'down') return;
    event.preventDefault();
    const all = rows();
    const next = all[all.indexOf(link.parentElement) + (way === 'up' ? -1 : 1)];
    if (next) next.querySelector('a').focus();
  });

  function clear() {
    rows().forEach(function (row) { row.classList.remove('drop-before', 'drop-after', 'drop-inside', 'is-dragged'); });
  }

  /* The upper third drops before, the lower third after; the middle of a section drops into it. */
  function zone(row, event) {
    const box = row.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    if (!row.hasAttribute('data-leaf') && share > 0.3 && share < 0.7) return 'inside';
    return share < 0.5 ? 'before' : 'after';
  }

  editor.addEventListener('dragstart', function (event) {
    const row = event.target.closest('.outline__row');
    if (!row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', row.dataset.code);
    row.classList.add('is-dragged');
  });
  editor.addEventListener('dragover', function (event) {
    const row = event.target.closest('.outline__row');
    if (!dragged || !row || row === dragged) return;
    event.preventDefault();
    rows().forEach(function (each) { each.classList.remove('drop-before', 'drop-after', 'drop-inside'); });
    row.classList.add('drop-' + zone(row, event));
  });
  editor.addEventListener('drop', function (event) {
    const row = event.target.closest('.outline__row');
    if (!dragged || !row || row === dragged) return;
    event.preventDefault();
    const where = zone(row, event);
    const position = Number(row.dataset.position) + (where === 'after' ? 1 : 0);
    const inside = where === 'inside';
    const values = { code: dragged.dataset.code, parent: inside ? row.dataset.code : row.dataset.parent, position: inside ? 999 : position };
    clear();
    dragged = null;
    send(values);
  });
  editor.addEventListener('dragend', function () { clear(); dragged = null; });
}());
