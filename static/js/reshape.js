/* Forms that the server draws anew while somebody types (form[data-typed]): what was typed after the request left is put back, and
   fields that only one answer needs ([data-only-when="between"]) come and go with the answer before them: data-of is the id of its
   field, or the name of its radio buttons; a ticked box answers "on". */
(function () {
  'use strict';

  if (!window.htmx) return;
  let sent = null;
  let later = null;
  let act = '';
  let unfolded = null;
  let marked = null;

  function folds(root) {
    return Array.from(root.querySelectorAll('details.folded'));
  }

  function values(form) {
    const found = {};
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || field.type === 'hidden' || field.type === 'submit') return;
      if (field.type === 'checkbox' || field.type === 'radio') found[field.name + '=' + field.value] = field.checked;
      else found[field.name] = field.value;
    });
    return found;
  }

  function answer(box) {
    const own = box.closest('form');
    const asked = document.getElementById(box.dataset.of) || (own && own.elements[box.dataset.of]);
    if (!asked) return '';
    return asked.type === 'checkbox' && !asked.checked ? '' : asked.value;
  }

  function show(root) {
    root.querySelectorAll('[data-only-when]').forEach(function (box) {
      box.hidden = box.dataset.onlyWhen.split(' ').indexOf(answer(box)) < 0;
    });
  }

  /* Where the keyboard goes on after a row has come, gone, or become a group: act is add:list, group:list, remove:list-2 … */
  function next(act) {
    const at = act.indexOf(':');
    const verb = act.slice(0, at);
    const place = act.slice(at + 1);
    const list = document.getElementById(verb === 'remove' || verb === 'unwrap' ? place.slice(0, place.lastIndexOf('-')) : place);
    if (!list) return null;
    const button = list.querySelector('button[value="add:' + list.id + '"]');
    if (verb === 'remove' || verb === 'unwrap') return button;
    const fields = Array.from(list.querySelectorAll('input:not([type="hidden"]), select, textarea')).filter(function (field) { return field.offsetParent; });
    if (verb === 'wrap') return fields[0] || button;
    const order = list.querySelector('input[name="' + list.id + '-order"]').value.split(',');
    const last = list.id + '-' + order[order.length - 1] + '-';
    return fields.find(function (field) { return field.name.indexOf(last) === 0; }) || button;
  }

  function form() {
    return document.querySelector('form[data-typed]');
  }

  document.addEventListener('htmx:beforeRequest', function (event) {
    const own = event.target.closest('form[data-typed]');
    act = own ? String((event.detail.requestConfig.parameters || {}).act || '') : '';
    sent = own ? { action: own.getAttribute('action'), values: values(own) } : null;
  });

  /* htmx puts a selection back unless it begins with the first character: what is typed over a whole figure would stand before it. */
  function selection() {
    const field = document.activeElement;
    try {
      return field && field.id && field.selectionStart === 0 && field.selectionEnd > 0 ? { id: field.id, end: field.selectionEnd } : null;
    } catch (refused) { return null; }
  }

  document.addEventListener('htmx:beforeSwap', function () {
    const own = form();
    later = null;
    unfolded = null;
    marked = own && own.contains(document.activeElement) ? selection() : null;
    if (!own || !sent || own.getAttribute('action') !== sent.action) return;
    const now = values(own);
    later = { action: sent.action, values: {} };
    unfolded = folds(own).filter(function (fold) { return fold.open; }).map(function (fold) { return fold.firstElementChild.textContent; });
    Object.keys(now).forEach(function (name) { if (now[name] !== sent.values[name]) later.values[name] = now[name]; });
  });

  document.addEventListener('htmx:afterSwap', function () {
    const own = form();
    /* What somebody opened stays open while the same form is drawn anew. */
    if (own && unfolded) folds(own).forEach(function (fold) { if (unfolded.indexOf(fold.firstElementChild.textContent) >= 0) fold.open = true; });
    unfolded = null;
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
    if (marked && document.activeElement && document.activeElement.id === marked.id) document.activeElement.setSelectionRange(0, marked.end);
    marked = null;
    show(document);
  });

  /* A choice made while another answer was on its way, or before the new form was wired, has asked nobody yet. */
  document.addEventListener('htmx:afterSettle', function () {
    const field = act.indexOf(':') > 0 && next(act);
    if (field) field.focus();
    act = '';
    document.querySelectorAll('[data-reshape] select').forEach(function (field) {
      const options = Array.from(field.options);
      const drawn = options.find(function (option) { return option.defaultSelected; }) || options[0];
      if (drawn && drawn.value !== field.value) field.dispatchEvent(new Event('change', { bubbles: true }));
    });
  });

  document.addEventListener('change', function (event) { if (event.target.form) show(event.target.form); });
  show(document);
}());
