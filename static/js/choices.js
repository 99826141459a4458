/* What a form that saves itself shows at its fields: who changed what, whose words hold, what is wrong (window.Portal.choices).

   Called by autosave.js alone. A conflict shows both values side by side; nothing is stored until the person has chosen. */
(function () {
  'use strict';

  const button = window.Portal.drafts.button;
  const NAMELESS = '您（另一个页面）';
  const QUIET = { off: '网络中断，已存在本机', out: '登录已过期，已存在本机', busy: '正在保存', bad: '没有保存' };
  let strip = null;

  function holder(desk, name) {
    const field = desk.fields(name)[0];
    return field ? field.closest('.field') || field.parentElement : null;
  }

  function slot(desk, name, kind) {
    const home = holder(desk, name);
    if (!home) return null;
    return home.querySelector('[data-' + kind + '="' + window.CSS.escape(name) + '"]');
  }

  function place(desk, name, kind, node) {
    const old = slot(desk, name, kind);
    if (old) old.remove();
    const home = holder(desk, name);
    if (!node || !home) return;
    node.setAttribute('data-' + kind, name);
    home.appendChild(node);
  }

  function made(tag, kind, words) {
    const node = document.createElement(tag);
    node.className = kind;
    if (words) node.textContent = words;
    return node;
  }

  function who(save) { return save.own ? NAMELESS : save.by; }

  /* A field that somebody else changed while this page stood open. */
  function news(desk, name, save) {
    if (!save) { if (slot(desk, name, 'news')) place(desk, name, 'news', null); return; }
    const note = made('div', 'field-note field-note--news');
    note.append(window.Portal.icon('pen'), document.createTextNode(who(save) + ' ' + save.at + ' 改为现在的内容'));
    place(desk, name, 'news', note);
  }

  function errors(desk, names, found) {
    names.forEach(function (name) {
      const lines = found[name];
      if (!lines) { place(desk, name, 'wrong', null); return; }
      const box = made('div', 'field__error mt-1');
      box.setAttribute('role', 'alert');
      box.append(window.Portal.icon('bad'), document.createTextNode([].concat(lines).join(' ')));
      place(desk, name, 'wrong', box);
    });
  }

  /* State of single fields: what waits, what was saved last. */
  function states(desk) {
    desk.form.querySelectorAll('[data-field-state]').forEach(function (node) { node.remove(); });
    const words = QUIET[desk.state.kind] || (desk.state.kind === 'ok' ? desk.state.words : '');
    const names = desk.state.kind === 'ok' ? desk.last || [] : Array.from(desk.unsent().keys());
    names.forEach(function (name) {
      const home = holder(desk, name);
      if (!words || !home || !home.classList.contains('field') || (desk.held.has(name) && desk.state.kind !== 'closed')) return;
      place(desk, name, 'field-state', made('div', 'field-note' + (desk.state.kind === 'ok' || desk.state.kind === 'busy' ? '' : ' field-note--bad'), words));
    });
  }

  function side(title, text) {
    const box = made('div', 'clash__side');
    const words = made('p', 'clash__text', text);
    words.tabIndex = 0;
    box.append(made('span', 'clash__title', title), words);
    return { box: box, words: words };
  }

  function joined(desk, name, theirs) {
    const mine = desk.values(name)[0] || '';
    const other = theirs.value[0] || '';
    const rich = desk.fields(name)[0].hasAttribute('data-richtext');
    return [rich ? other + mine : other + '\n' + mine];
  }

  /* Side by side; `done(values, mineStands)`. The answer is called when the person goes on typing. */
  function open(desk, name, theirs, mine, done) {
    const box = made('div', 'clash');
    const sides = made('div', 'clash__sides');
    const acts = made('div', 'clash__acts');
    const own = side('我填的', desk.words(name, mine));
    const other = side(who(theirs) + ' ' + theirs.at + ' 保存的', desk.words(name, theirs.value));
    const head = made('strong', 'clash__head');
    head.append(window.Portal.icon('swap'), document.createTextNode('“' + desk.label(name) + '”两边同时改了，请选择用哪一份'));
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', desk.label(name) + '：两边同时改了');
    sides.append(own.box, other.box);
    function choose(words, values, mineStands) {
      acts.appendChild(button(words, 'btn btn-plain', function () {
        place(desk, name, 'clash', null);
        done(values(), mineStands);
        const field = desk.fields(name)[0];
        if (field) field.focus();
      }));
    }
    choose('保留我的', function () { return desk.values(name); }, true);
    choose('采用对方的', function () { return theirs.value; }, false);
    if (desk.fields(name)[0].tagName === 'TEXTAREA') choose('两段都保留', function () { return joined(desk, name, theirs); }, true);
    box.append(head, sides, acts);
    place(desk, name, 'clash', box);
    return function () { own.words.textContent = desk.words(name, desk.values(name)); };
  }

  /* Nothing can be stored here any more: the sentence, and the words to be copied. */
  function closed(desk, message, draft) {
    const kept = draft || desk.draft(desk.unsent());
    const old = document.querySelector('[data-kept="' + window.CSS.escape(desk.url) + '"]');
    if (old && !draft) old.remove();
    /* One sentence for all forms of a page that have nothing to copy. */
    const said = Array.from(document.querySelectorAll('[data-kept]')).some(function (box) { return box.dataset.words === message; });
    if (said && !Object.keys(kept.fields).length) return;
    const box = window.Portal.drafts.boxOf(kept, message, false);
    box.dataset.words = message;
    const main = document.getElementById('main') || desk.form;
    main.insertBefore(box, main.firstChild);
  }

  /* A form without merging was changed after the draft was typed: nothing is put over it without being asked. */
  function offer(desk, draft) {
    const box = made('div', 'notice notice--warn mb-3');
    const inner = made('div', '', '本机还有您 ' + window.Portal.clockTime(new Date(draft.at)) + ' 没有保存的内容，但本页后来被改过。');
    const acts = made('div', 'sample-row mt-2');
    box.setAttribute('role', 'alert');
    acts.append(
      button('用我的内容', 'btn btn-plain', function () { box.remove(); desk.takeUp(draft); window.Portal.drafts.drop(draft); desk.keep(); desk.later(0); }),
      button('放弃我的内容', 'btn btn-plain', function () { box.remove(); window.Portal.drafts.drop(draft); })
    );
    inner.appendChild(acts);
    box.append(window.Portal.icon('warn'), inner);
    desk.form.insertBefore(box, desk.form.firstChild);
  }

  function signIn(desk) {
    const focus = desk.draft(desk.unsent()).focus;
    const field = focus && desk.fields(focus.name)[0];
    const where = window.location.pathname + window.location.search + (field && field.id ? '#' + field.id : '');
    const link = made('a', 'btn btn-plain', '重新登录');
    link.href = '/accounts/login/?next=' + encodeURIComponent(where);
    return link;
  }

  const ACTS = {
    out: signIn,
    off: function (desk) { return button('立即重试', 'btn btn-plain', function () { desk.later(0); }); },
    choose: function (desk) {
      return button('去选择', 'btn btn-plain', function () {
        const first = desk.form.querySelector('.clash button');
        if (first) { first.focus(); first.scrollIntoView({ block: 'center' }); }
      });
    },
    closed: function () { return button('查看', 'btn btn-plain', function () { window.scrollTo(0, 0); }); }
  };

  /* At the foot of the window while something is amiss: the line at the top may be out of sight. */
  function bar(desk) {
    const kind = desk.state.kind;
    if (!ACTS[kind]) { if (strip) strip.remove(); strip = null; document.body.classList.remove('has-save-bar'); return; }
    if (strip && strip.dataset.kind === kind && strip.dataset.words === desk.state.words) return;
    if (strip) strip.remove();
    strip = made('div', 'save-bar no-print');
    strip.setAttribute('role', 'alert');
    strip.dataset.kind = kind;
    strip.dataset.words = desk.state.words;
    strip.append(window.Portal.icon(kind === 'off' ? 'off' : kind === 'out' ? 'lock' : 'warn'), made('span', '', desk.state.words), ACTS[kind](desk));
    document.body.appendChild(strip);
    document.body.classList.add('has-save-bar');
  }

  window.Portal.choices = { news: news, errors: errors, states: states, open: open, closed: closed, offer: offer, bar: bar };
}());
