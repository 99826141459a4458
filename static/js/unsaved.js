/* What was typed into form[data-unsaved] and not sent yet: the browser asks before another act or page drops it. */
(function () {
  'use strict';

  const typed = new Set();

  function note(event) {
    const form = event.target.form || (event.target.closest && event.target.closest('form'));
    if (form && form.hasAttribute('data-unsaved')) typed.add(form);
  }

  document.addEventListener('input', note);
  document.addEventListener('change', note);
  document.addEventListener('submit', function (event) { if (!event.defaultPrevented) typed.delete(event.target); });
  window.addEventListener('beforeunload', function (event) { if (typed.size) window.Portal.askToStay(event); });
}());
