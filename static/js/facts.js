/* The page 数据: after each save the line says what to check, and the count of what is filled follows. */
(function () {
  'use strict';

  const form = document.getElementById('facts');
  if (!form) return;

  function tell(name, note) {
    const box = form.querySelector('[data-note="' + window.CSS.escape(name) + '"]');
    if (!box) return;
    box.hidden = !note.words;
    box.querySelector('[data-words]').textContent = note.words;
    box.querySelector('[data-ask]').hidden = !note.asks;
  }

  form.addEventListener('autosave:saved', function (event) {
    const data = event.detail;
    Object.keys(data.notes || {}).forEach(function (name) { tell(name, data.notes[name]); });
    const filled = document.querySelector('[data-filled]');
    if (filled && data.filled !== undefined) filled.textContent = data.filled;
  });

  /* Enter moves to the next field, as in a spreadsheet; it never presses the first button of the form. */
  form.addEventListener('keydown', function (event) {
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
    event.preventDefault();
    const fields = Array.from(form.querySelectorAll('input.form-control, .choice input:checked, .choice input:first-child'));
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
  });
}());
