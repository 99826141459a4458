/* Rows of a day's route dragged into another order: table[data-order] holds the address, tr[data-visit] the keys.
   Without a mouse the buttons 上移 and 下移 do the same. */
(function () {
  'use strict';

  function send(table) {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = table.dataset.order;
    form.hidden = true;
    const token = document.querySelector('input[name=csrfmiddlewaretoken]');
    const fields = [['csrfmiddlewaretoken', token ? token.value : '']];
    table.querySelectorAll('tr[data-visit]').forEach(function (row) { fields.push(['visit', row.dataset.visit]); });
    fields.forEach(function (pair) {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = pair[0];
      input.value = pair[1];
      form.appendChild(input);
    });
    document.body.appendChild(form);
    form.submit();
  }

  function setUp(table) {
    let moved = null;
    let before = '';
    function keys() {
      return Array.from(table.querySelectorAll('tr[data-visit]')).map(function (row) { return row.dataset.visit; }).join();
    }
    table.querySelectorAll('tr[data-visit] > td:first-child').forEach(function (handle) {
      const row = handle.parentNode;
      handle.classList.add('drag-handle');
      handle.title = '按住拖动调整次序';
      handle.addEventListener('mousedown', function () { row.draggable = true; });
      handle.addEventListener('mouseup', function () { row.draggable = false; });
      row.addEventListener('dragstart', function (event) {
        moved = row;
        before = keys();
        row.classList.add('is-current');
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', row.dataset.visit);
      });
      row.addEventListener('dragover', function (event) {
        if (!moved || moved === row) return;
        event.preventDefault();
        const box = row.getBoundingClientRect();
        row.parentNode.insertBefore(moved, event.clientY > box.top + box.height / 2 ? row.nextSibling : row);
      });
      row.addEventListener('dragend', function () {
        row.draggable = false;
        row.classList.remove('is-current');
        moved = null;
        if (keys() !== before) send(table);
      });
    });
  }

  document.querySelectorAll('table[data-order]').forEach(setUp);
}());
