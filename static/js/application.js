/* The application form: a line that was just added takes the cursor; the fields that an answer owes are shown with it. */
(function () {
  'use strict';

  document.addEventListener('htmx:afterSwap', function (event) {
    const fresh = event.target.querySelector && event.target.querySelector('form[data-new]');
    if (!fresh) return;
    fresh.removeAttribute('data-new');
    const field = fresh.querySelector('input:not([type=hidden]), select, textarea');
    const busy = document.activeElement && document.activeElement.matches('input, select, textarea, [contenteditable]');
    if (field && !busy) field.focus(); /* who went on typing elsewhere keeps the cursor there */
  });

  /* 老典型 shows 新亮点, 新典型 shows 单项突破; what was typed into the other one is kept and shown. */
  const kind = document.querySelector('select[name=exemplar]');
  function owed() {
    [['old', 'highlight'], ['new', 'breakthrough']].forEach(function (pair) {
      const area = document.querySelector('[name=' + pair[1] + ']');
      if (area) area.closest('.field').hidden = kind.value !== pair[0] && !area.value;
    });
  }
  if (kind) { kind.addEventListener('change', owed); owed(); }
}());
