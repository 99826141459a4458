/* Forms that the server draws anew while somebody types (form[data-typed]): what was typed after the request left is put back, and
   fields that only one answer needs ([data-only-when="between"]) come and go with the answer before them. */
(function () {
  'use strict';

  if (!window.htmx) return;
  let sent = null;
  let later = null;

  function values(form) {
    const found = {};
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || field.type === 'hidden' || field.type === 'submit') return;
      if (field.type === 'checkbox' || field.type === 'radio') found[field.name + '=' + field.value] = field.checked;
      else found[field.name] = field.value;
    });
    return found;
  }

  function show(root) {
    root.querySelectorAll('[data-only-when]').forEach(function (box) {
      const asked = document.getElementById(box.dataset.of);
      box.hidden = !asked || asked.value !== box.dataset.onlyWhen;
    });
  }

  function form() {
    return document.querySelector('form[data-typed]');
  }

  document.addEventListener('htmx:beforeRequest', function (event) {
    const own = event.target.closest('form[data-typed]');
    sent = own ? { action: own.getAttribute('action'), values: values(own) } : null;
  });

  document.addEventListener('htmx:beforeSwap', function () {
    const own = form();
    later = null;
    if (!own || !sent || own.getAttribute('action') !== sent.action) return;
    const now = values(own);
    later = { action: sent.action, values: {} };
    Object.keys(now).forEach(function (name) { if (now[name] !== sent.values[name]) later.values[name] = now[name]; });
  });

  document.addEventListener('htmx:afterSwap', function () {
    const own = form();
    if (own && later && own.getAttribute('action') === later.action) {
      Array.from(own.elements).forEach(function (field) {
        const checkable = field.type === 'checkbox' || field.type === 'radio';
        const value = later.values[checkable ? field.name + '=' + field.value : field.name];
        if (value === undefined) return;
        if (checkable) field.checked = value; else field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        if (field.tagName === 'SELECT') window.setTimeout(function () { field.dispatchEvent(new Event('change', { bubbles: true })); }, 0);
      });
    }
    later = null;
    show(document);
  });

  /* A choice made while another answer was on its way, or before the new form was wired, has asked nobody yet. */
  document.addEventListener('htmx:afterSettle', function () {
    document.querySelectorAll('[data-reshape] select').forEach(function (field) {
      const options = Array.from(field.options);
      const drawn = options.find(function (option) { return option.defaultSelected; }) || options[0];
      if (drawn && drawn.value !== field.value) field.dispatchEvent(new Event('change', { bubbles: true }));
    });
  });

  document.addEventListener('change', function (event) { if (event.target.form) show(event.target.form); });
  show(document);
}());
