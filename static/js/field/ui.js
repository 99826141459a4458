/* Small pieces that the phone's pages are made of: elements, icons, states, notices, dialogs, toasts. */
(function () {
  'use strict';

  const Field = self.Field;
  const icon = self.Portal.icon;

  function put(node, child) {
    if (child === null || child === undefined || child === false || child === '') return;
    if (Array.isArray(child)) child.forEach(function (one) { put(node, one); });
    else node.append(child);
  }

  /* h('p', {class: 'small', click: act}, 'words', element): properties in on-, everything else is an attribute. */
  function h(tag, given) {
    const node = document.createElement(tag);
    Object.keys(given || {}).forEach(function (name) {
      const value = given[name];
      if (value === false || value === null || value === undefined) return;
      if (typeof value === 'function') node.addEventListener(name, value);
      else if (name === 'value' || name === 'checked' || name === 'disabled') node[name] = value;
      else node.setAttribute(name, value === true ? '' : value);
    });
    for (let at = 2; at < arguments.length; at += 1) put(node, arguments[at]);
    return node;
  }

  function fill(node) {
    node.textContent = '';
    for (let at = 1; at < arguments.length; at += 1) put(node, arguments[at]);
    return node;
  }

  function state(tone, mark, words, tag) {
    return h('span', { class: 'state state--' + tone + (tag ? ' state--tag' : '') }, icon(mark), words);
  }

  const MARKS = { info: 'info', ok: 'ok', warn: 'warn', bad: 'bad', idle: 'info' };

  function notice(tone) {
    const body = h('div');
    for (let at = 1; at < arguments.length; at += 1) put(body, arguments[at]);
    return h('div', { class: 'notice notice--' + tone, role: tone === 'bad' ? 'alert' : null }, icon(MARKS[tone]), body);
  }

  function button(words, act, options) {
    const settings = options || {};
    const made = h('button', { type: 'button', class: 'btn btn-' + (settings.kind || 'plain') + (settings.wide ? ' w-100' : ''), click: act, disabled: Boolean(settings.disabled) });
    put(made, settings.icon ? icon(settings.icon) : null);
    put(made, words);
    return made;
  }

  function panel(title, end) {
    const id = 'h-' + Math.random().toString(36).slice(2, 8);
    const box = h('section', { class: 'panel', 'aria-labelledby': id });
    box.append(h('div', { class: 'panel__head' }, h('h2', { id: id }, title), end || null));
    for (let at = 2; at < arguments.length; at += 1) put(box, arguments[at]);
    return box;
  }

  function folded(title) {
    const box = h('details', { class: 'folded mt-2' }, h('summary', { class: 'small' }, title));
    for (let at = 1; at < arguments.length; at += 1) put(box, arguments[at]);
    return box;
  }

  function pairs(rows) {
    return h('dl', { class: 'pairs' }, rows.filter(function (row) { return row[1]; }).map(function (row) {
      return [h('dt', {}, row[0]), h('dd', {}, row[1])];
    }));
  }

  /* A dialog with the browser's own focus and Escape; answers with the value of the button pressed, '' for none. */
  function ask(title, body, choices) {
    return new Promise(function (resolve) {
      const acts = choices.map(function (choice) {
        return h('button', { class: 'btn btn-' + (choice.kind || 'plain'), value: choice.value, type: 'submit' }, choice.words);
      });
      const dialog = h('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' },
        h('form', { method: 'dialog' }, h('h2', { id: 'ask-title' }, title), h('div', { class: 'ask__body' }, body), h('div', { class: 'ask__acts' }, acts)));
      dialog.addEventListener('close', function () { dialog.remove(); resolve(dialog.returnValue); });
      document.querySelector('[data-dialogs]').append(dialog);
      dialog.showModal();
    });
  }

  function head(title, mark, meta) {
    document.title = title + ' · 示范创建平台';
    return h('div', { class: 'page-head' },
      h('div', { class: 'page-head__row' }, h('h1', {}, title), mark || null),
      h('ul', { class: 'page-head__meta' }, (meta || []).filter(Boolean).map(function (one) { return h('li', {}, one); })));
  }

  function phone(name, number) {
    return number ? h('a', { class: 'nowrap', href: 'tel:' + number.replace(/[^\d+]/g, '') }, (name ? name + ' ' : '') + number) : name || '';
  }

  Field.ui = {
    h: h, fill: fill, icon: icon, state: state, notice: notice, button: button, panel: panel, folded: folded, pairs: pairs,
    ask: ask, head: head, phone: phone, toast: self.Portal.toast,
  };
}());
