/* Controls of the phone's pages, tied to a value: what is typed is told at once. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;
  let made = 0;

  function name(prefix) { made += 1; return prefix + '-' + made; }

  /* A labelled text: options {rows, decimal, limit, hint, type} */
  function text(label, value, told, options) {
    const settings = options || {};
    const id = name('t');
    const common = { class: 'form-control', id: id, maxlength: settings.limit || null, autocomplete: 'off' };
    const input = settings.rows ? h('textarea', Object.assign(common, { rows: settings.rows })) :
      h('input', Object.assign(common, { type: settings.type || 'text', inputmode: settings.decimal ? 'decimal' : null, min: settings.min || null }));
    input.value = value || '';
    input.addEventListener('input', function () { told(input.value.trim(), false); });
    input.addEventListener('change', function () { told(input.value.trim(), true); });
    return h('div', { class: settings.box || '' }, h('label', { class: 'compare__label', for: id }, label), settings.hint ? h('div', { class: 'form-text' }, settings.hint) : null, input);
  }

  /* One of several, as segments: rows [value, words, tone, icon]; pressing the chosen one again takes it back. */
  function choice(legend, rows, value, told) {
    const group = name('c');
    return h('fieldset', { class: 'choice' }, h('legend', { class: 'visually-hidden' }, legend), rows.map(function (row) {
      const id = name('c');
      const input = h('input', { class: 'is-' + row[2], type: 'radio', name: group, id: id, value: row[0], checked: row[0] === value });
      input.addEventListener('change', function () { value = row[0]; told(row[0]); });
      input.addEventListener('click', function () {
        if (input.dataset.was === 'on') { input.checked = false; value = ''; input.dataset.was = ''; told(''); return; }
        input.closest('fieldset').querySelectorAll('input').forEach(function (other) { other.dataset.was = other === input ? 'on' : ''; });
      });
      if (row[0] === value) input.dataset.was = 'on';
      return h('div', { class: 'choice__item' }, input, h('label', { for: id }, row[3] ? ui.icon(row[3]) : null, row[1]));
    }));
  }

  /* Several, or one of several, as chips: rows [value, words]. */
  function chips(legend, rows, values, told, single) {
    const group = name('m');
    const box = h('fieldset', { class: 'chips mt-2' }, h('legend', { class: 'compare__label' }, legend));
    rows.forEach(function (row) {
      const id = name('m');
      const input = h('input', { type: single ? 'radio' : 'checkbox', name: group, id: id, value: row[0], checked: values.indexOf(row[0]) >= 0 });
      input.addEventListener('change', function () {
        told(Array.from(box.querySelectorAll('input')).filter(function (one) { return one.checked; }).map(function (one) { return one.value; }));
      });
      box.append(h('div', { class: 'chips__item' }, input, h('label', { for: id }, row[1])));
    });
    return box;
  }

  function tick(words, on, told) {
    const id = name('b');
    const input = h('input', { class: 'form-check-input', type: 'checkbox', id: id, checked: Boolean(on) });
    input.addEventListener('change', function () { told(input.checked); });
    return h('div', { class: 'form-check' }, input, h('label', { class: 'form-check-label', for: id }, words));
  }

  function pick(label, rows, value, told) {
    const id = name('s');
    const box = h('select', { class: 'form-select', id: id }, rows.map(function (row) {
      const option = h('option', { value: row[0] }, row[1]);
      option.selected = row[0] === value;
      return option;
    }));
    box.addEventListener('change', function () { told(box.value); });
    return h('div', {}, h('label', { class: 'compare__label', for: id }, label), box);
  }

  Field.fields = { text: text, choice: choice, chips: chips, tick: tick, pick: pick };
}());
