/* Choose rows, then act on them. table[data-select] with input[type=checkbox][data-row] and one [data-all];
   a .bulk-bar[data-for="#table"] shows itself with the count; [data-count] inside it reads the number, a button's
   data-label="退回 {n} 件" follows it. */
(function () {
  'use strict';

  function setUp(table) {
    const all = table.querySelector('[data-all]');
    const bars = Array.from(document.querySelectorAll('.bulk-bar')).filter(function (bar) { return bar.dataset.for === '#' + table.id; });
    let last = null;

    function boxes() {
      return Array.from(table.querySelectorAll('input[data-row]'));
    }

    function show() {
      const rows = boxes();
      const chosen = rows.filter(function (box) { return box.checked; });
      if (all) {
        all.checked = chosen.length > 0 && chosen.length === rows.length;
        all.indeterminate = chosen.length > 0 && chosen.length < rows.length;
      }
      rows.forEach(function (box) { box.closest('tr').classList.toggle('is-current', box.checked); });
      bars.forEach(function (bar) {
        bar.hidden = chosen.length === 0;
        bar.querySelectorAll('[data-count]').forEach(function (node) { node.textContent = chosen.length; });
        bar.querySelectorAll('[data-label]').forEach(function (button) {
          button.textContent = button.dataset.label.replace('{n}', chosen.length);
        });
      });
    }

    table.addEventListener('click', function (event) {
      const box = event.target.closest('input[data-row]');
      if (!box) return;
      const rows = boxes();
      if (event.shiftKey && last) {
        const ends = [rows.indexOf(last), rows.indexOf(box)].sort(function (a, b) { return a - b; });
        rows.slice(ends[0], ends[1] + 1).forEach(function (other) { other.checked = box.checked; });
      }
      last = box;
      show();
    });
    if (all) all.addEventListener('change', function () { boxes().forEach(function (box) { box.checked = all.checked; }); show(); });
    show();
  }

  document.querySelectorAll('table[data-select]').forEach(setUp);
}());
