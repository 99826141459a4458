/* Nothing typed is lost. form[data-autosave="URL"][data-version="N"] sends its changed fields as they change.

   Contract of a form
     data-autosave   address that takes the changed fields
     data-version    version of the row that the page shows; the script keeps it up to date
     data-merge      the server merges by field (see below); without it a stale version is refused as a whole
     data-key        the form's name in the heartbeat of presence.js (data-presence), for changes by others
     data-saved      selector of the line that says 已保存 10:32 (default: [data-saved], {% saved %})
     data-no-autosave on a field: not sent. A field that a script fills must dispatch "input"; after this script has put a
     value into a field it dispatches "autosave:filled" on it (an editor over a textarea reads it again).
   Request   POST, form-encoded: the changed fields (an empty value for a list without ticks), "version", "page" (keys of the
             opened pages that typed them, own first), "bases" {"field": [version, [ticks then]]}, "part" (field in focus),
             "autosave=1"; header X-Requested-With: fetch.
   Answers   200 {"version", "saved_at", "notes", "people", "changes": {"field": {"value": [..], "by", "at", "version", "own"}}}
             409 the same with "conflicts": {"field": {...}}: these fields were not stored, somebody else saved them; the rest was
             409/400/404 {"message"}: nothing can be stored here any more · 422 {"errors": {"field": [..]}}: these were not stored
             401, redirect to the sign-in page = signed out.
   Typed before the script took a form up (a slow machine, a line just put in) counts as changed; forms carry autocomplete="off",
             or the browser's own memory of an old page would count too.
   Events    autosave:saved (detail: the answer) on the form, bubbling, after a save and after changes by others were shown.
   window.Portal.autosave: desks, flush(), unsent(). What waits lies in drafts.js; choices at a field are in choices.js. */
(function () {
  'use strict';

  const WAIT = 800;
  const drafts = window.Portal.drafts;
  const page = Array.from(window.crypto.getRandomValues(new Uint8Array(12)), function (n) { return n.toString(16).padStart(2, '0'); }).join('');
  const desks = [];

  function flat(values) { return values.map(function (value) { return value.replace(/\r\n?/g, '\n'); }); }

  function same(a, b) { return JSON.stringify(flat(a)) === JSON.stringify(flat(b)); }

  /* Rich text as a person reads it. */
  function plain(html) {
    const spaced = html.replace(/<\/(p|li|h\d|blockquote)>|<br\s*\/?>/gi, '\n');
    return new DOMParser().parseFromString(spaced, 'text/html').body.textContent.trim();
  }

  class Desk {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosave;
      this.merges = form.hasAttribute('data-merge');
      this.line = document.querySelector(form.dataset.saved || '[data-saved]');
      this.pages = [page];
      this.changed = new Map(); /* typed and not sent: name → {base, ticks} */
      this.flying = new Map(); /* being sent */
      this.held = new Map(); /* not stored: wrong, or waiting for the person's choice */
      this.shown = new Map();
      this.timer = 0;
      this.tries = 0;
      this.stopped = false;
      this.state = { kind: '', words: '' };
      Array.from(new Set(Array.from(form.elements).filter(Desk.sends).map(function (field) { return field.name; }))).forEach(function (name) {
        this.shown.set(name, this.sent(name));
      }, this);
    }

    static sends(field) {
      return field.name && field.type !== 'file' && field.name !== 'csrfmiddlewaretoken' && !field.hasAttribute('data-no-autosave') && field.tagName !== 'BUTTON';
    }

    get version() { return this.form.dataset.version || ''; }

    fields(name) {
      return Array.from(this.form.elements).filter(function (field) { return field.name === name && Desk.sends(field); });
    }

    values(name) {
      return new FormData(this.form).getAll(name).filter(function (value) { return typeof value === 'string'; });
    }

    /* What the server sent, whatever was typed since. */
    sent(name) {
      return this.fields(name).reduce(function (found, field) {
        if (field.matches(':disabled')) return found;
        if (field.type === 'checkbox' || field.type === 'radio') return field.defaultChecked ? found.concat(field.value) : found;
        if (field.tagName !== 'SELECT') return found.concat(field.defaultValue);
        const chosen = Array.from(field.options).filter(function (option) { return option.defaultSelected; });
        const shown = chosen.length || field.multiple ? chosen : Array.from(field.options).slice(0, 1);
        return found.concat(shown.map(function (option) { return option.value; }));
      }, []);
    }

    /* Fields typed before this script took the form up: a slow machine, a line that was just put in. */
    early() {
      const desk = this;
      return Array.from(this.shown.keys()).filter(function (name) {
        const field = desk.fields(name)[0];
        if (!field || field.type === 'hidden' || same(desk.values(name), desk.shown.get(name))) return false;
        return field.value !== '' || field.type === 'text' || field.tagName !== 'INPUT'; /* a date the browser cannot read is no change */
      });
    }

    fill(name, values) {
      this.fields(name).forEach(function (field) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.indexOf(field.value) >= 0;
        else if (field.tagName === 'SELECT' && field.multiple) Array.from(field.options).forEach(function (o) { o.selected = values.indexOf(o.value) >= 0; });
        else field.value = values.length ? values[0] : '';
        field.dispatchEvent(new CustomEvent('autosave:filled', { bubbles: true }));
      });
    }

    /* Words that a person reads for a value: labels of ticks and options. */
    words(name, values) {
      const fields = this.fields(name);
      if (fields[0] && fields[0].hasAttribute('data-richtext')) return plain(values[0] || '') || '（空）';
      const told = values.filter(function (value) { return value !== ''; }).map(function (value) {
        const option = fields.find(function (field) { return (field.type === 'checkbox' || field.type === 'radio') && field.value === value; });
        if (option) return option.labels && option.labels[0] ? option.labels[0].textContent.trim() : '已勾选';
        if (fields[0] && fields[0].tagName === 'SELECT') {
          const found = Array.from(fields[0].options).find(function (o) { return o.value === value; });
          return found ? found.textContent.trim() : value;
        }
        return value;
      });
      return told.length ? told.join('、') : '（空）';
    }

    label(name) {
      const field = this.fields(name)[0];
      const set = field && field.closest('fieldset');
      const legend = set && set.querySelector('legend');
      const label = legend || (field && field.labels && field.labels[0]);
      return label ? (label.firstChild || label).textContent.trim() : name;
    }

    entry(name) {
      const ticks = this.fields(name).some(function (field) { return field.type === 'checkbox' || field.multiple; });
      const entry = { base: Number(this.version) || 0 };
      if (ticks) entry.ticks = this.shown.get(name) || [];
      return entry;
    }

    touch(name) {
      if (this.stopped) { this.held.set(name, this.held.get(name) || this.entry(name)); this.keep(); window.Portal.choices.closed(this, this.state.words); return; }
      const held = this.held.get(name);
      if (held && held.choosing) { held.choosing(); this.keep(); return; }
      this.held.delete(name);
      if (!this.changed.has(name)) this.changed.set(name, held || this.flying.get(name) || this.entry(name));
      window.Portal.choices.news(this, name, null);
      this.later(WAIT);
    }

    later(ms) {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.send.bind(this), ms);
    }

    say(kind, words) {
      this.state = { kind: kind, words: words };
      tell(this);
    }

    /* What a request or the machine holds of these fields. */
    draft(names) {
      const desk = this;
      const active = document.activeElement;
      const at = active && active.form === this.form && active.name ? { name: active.name, start: caret(active) } : this.focus || null;
      const fields = {};
      names.forEach(function (entry, name) {
        const values = desk.values(name);
        fields[name] = { values: values, base: entry.base, ticks: entry.ticks, label: desk.label(name), words: desk.words(name, values) };
      });
      return {
        url: this.url, where: window.location.pathname + window.location.search, title: this.form.dataset.title || document.title.split(' · ')[0],
        page: page, pages: this.pages, version: this.version, focus: at, fields: fields, part: active && active.form === this.form ? active.name : undefined
      };
    }

    unsent() { return new Map([...this.held, ...this.flying, ...this.changed]); }

    keep() {
      const names = this.unsent();
      if (!drafts.user) return true;
      const draft = this.draft(names);
      if (names.size) return drafts.keep(draft);
      drafts.drop(draft);
      return true;
    }

    async send() {
      window.clearTimeout(this.timer);
      this.timer = 0;
      if (this.flying.size || this.stopped || !this.changed.size) return;
      this.flying = this.changed;
      this.changed = new Map();
      const sent = this.draft(this.flying);
      this.say('busy', '正在保存');
      const answer = await drafts.send(sent);
      const names = this.flying;
      this.flying = new Map();
      if (answer.kind === 'lost' || answer.kind === 'out') this.lost(names, answer.kind);
      else this.settle(answer, sent, names);
      this.keep();
      if (this.changed.size && !this.stopped && !this.timer) this.later(WAIT);
    }

    lost(names, kind) {
      names.forEach(function (entry, name) { if (!this.changed.has(name)) this.changed.set(name, entry); }, this);
      const kept = this.keep();
      if (!kept) this.say('bad', '没有保存，本机也存不下，请不要关闭本页');
      else if (kind === 'out') this.say('out', '登录已过期，已存在本机，重新登录后自动上传');
      else this.say('off', '网络中断，已存在本机，恢复后自动上传');
      this.later(drafts.pause(this.tries));
      this.tries += 1;
    }

    settle(answer, sent, names) {
      const data = answer.data;
      const conflicts = data.conflicts || {};
      const errors = data.errors || {};
      this.tries = 0;
      if (answer.kind === 'closed') { this.close(data.message, names); return; }
      if (data.version !== undefined) this.form.dataset.version = data.version;
      names.forEach(function (entry, name) {
        const refused = conflicts[name] || errors[name] || (answer.kind === 'wrong' && data.version === undefined);
        if (refused) { if (!this.changed.has(name)) this.held.set(name, entry); return; }
        this.shown.set(name, sent.fields[name].values);
        if (this.changed.has(name)) this.changed.set(name, this.entry(name));
      }, this);
      this.last = Array.from(names.keys()).filter(function (name) { return !this.held.has(name); }, this);
      window.Portal.choices.errors(this, Object.keys(sent.fields), errors);
      this.changesOf(data.changes || {}, false);
      Object.keys(conflicts).forEach(function (name) { this.clash(name, conflicts[name], sent.fields[name].values); }, this);
      if (answer.kind === 'wrong') this.say('bad', data.message || '有填写不对的，未保存');
      else if (this.held.size) this.say('choose', data.message || '有同时改动的地方，请在该项选择');
      else this.say('ok', '已保存 ' + (data.saved_at || window.Portal.clockTime(new Date())));
      if (answer.kind !== 'wrong' || data.version !== undefined) this.announce(data);
    }

    announce(data) {
      if (data.people) document.dispatchEvent(new CustomEvent('autosave:people', { detail: data.people }));
      this.form.dispatchEvent(new CustomEvent('autosave:saved', { bubbles: true, detail: data }));
    }

    /* Shows what others saved in fields that nobody is typing in here. */
    changesOf(changes, alone) {
      let taken = false;
      Object.keys(changes).forEach(function (name) {
        if (this.changed.has(name) || this.flying.has(name) || this.held.has(name) || !this.fields(name).length) return;
        if (!same(this.values(name), changes[name].value)) this.fill(name, changes[name].value);
        this.shown.set(name, changes[name].value);
        if (!changes[name].merged) window.Portal.choices.news(this, name, changes[name]);
        taken = true;
      }, this);
      if (taken && alone) this.announce({});
    }

    /* From the heartbeat. */
    told(news) {
      if (this.stopped || this.flying.size || news.version <= Number(this.version)) return;
      this.form.dataset.version = news.version;
      this.changesOf(news.changes, true);
    }

    clash(name, theirs, mine) {
      const desk = this;
      if (this.changed.has(name)) { this.changed.delete(name); this.held.set(name, this.entry(name)); }
      const held = this.held.get(name);
      if (!held) return;
      held.choosing = window.Portal.choices.open(this, name, theirs, mine, function (values, mineStands) {
        desk.held.delete(name);
        if (!same(desk.values(name), values)) desk.fill(name, values);
        desk.shown.set(name, theirs.value);
        if (mineStands) { desk.changed.set(name, { base: theirs.version, ticks: held.ticks ? theirs.value : undefined }); desk.later(0); }
        desk.keep();
        if (!desk.held.size && !mineStands) desk.say('ok', '已处理');
      });
    }

    close(message, names) {
      this.stopped = true;
      names.forEach(function (entry, name) { this.held.set(name, entry); }, this);
      this.changed.forEach(function (entry, name) { this.held.set(name, entry); }, this);
      this.changed.clear();
      this.say('closed', message || '没有保存');
      window.Portal.choices.closed(this, message || '没有保存。');
    }

    /* Takes up what earlier pages could not send. */
    restore() {
      const desk = this;
      const older = drafts.all().filter(function (draft) { return draft.url === desk.url && draft.page !== page; });
      let found = false;
      older.forEach(function (draft) {
        if (!desk.merges && draft.version !== desk.version && !desk.arrived(draft)) { window.Portal.choices.offer(desk, draft); return; }
        found = desk.takeUp(draft) || found;
        drafts.drop(draft);
      });
      if (!found) return;
      this.keep();
      this.later(0);
      window.Portal.toast('已恢复上次没有上传的内容，正在保存。');
    }

    arrived(draft) {
      return Object.keys(draft.fields).every(function (name) { return same(this.values(name), draft.fields[name].values); }, this);
    }

    takeUp(draft) {
      const desk = this;
      const left = {};
      let taken = false;
      Object.keys(draft.fields).forEach(function (name) {
        const field = draft.fields[name];
        if (!desk.fields(name).length) { left[name] = field; return; }
        if (same(desk.values(name), field.values)) return;
        desk.fill(name, field.values);
        desk.changed.set(name, { base: field.base, ticks: field.ticks });
        taken = true;
      });
      desk.pages = desk.pages.concat(draft.pages.filter(function (each) { return desk.pages.indexOf(each) < 0; })).slice(0, 5);
      desk.focus = draft.focus;
      if (Object.keys(left).length) window.Portal.choices.closed(desk, '有的项本页已不再填写，没有保存。', Object.assign({}, draft, { fields: left }));
      if (taken && draft.focus) focusOn(desk.fields(draft.focus.name)[0], draft.focus.start);
      return taken;
    }

    /* Leaving: once more to the server with a request that outlives the page, and into this machine in case it fails. */
    leave() {
      if (this.stopped || !this.unsent().size) return;
      this.keep();
      if (!this.flying.size) this.send();
    }
  }

  function caret(field) {
    try { return field.selectionStart; } catch (error) { return null; }
  }

  function focusOn(field, start) {
    if (!field) return;
    field.focus();
    if (start !== null && start !== undefined) { try { field.setSelectionRange(start, start); } catch (error) { /* a field without a caret */ } }
    field.scrollIntoView({ block: 'center' });
  }

  const LOOK = { ok: ['', 'ok'], busy: [' saved--busy', 'sync'], off: [' saved--bad', 'off'], out: [' saved--bad', 'lock'] };
  const RANK = ['closed', 'bad', 'out', 'off', 'choose', 'busy', 'ok', ''];

  /* One line speaks for all forms that share it: the worst state, else the newest. */
  function tell(desk) {
    const sharing = desks.filter(function (each) { return each.line === desk.line; });
    const worst = sharing.reduce(function (a, b) { return RANK.indexOf(b.state.kind) < RANK.indexOf(a.state.kind) ? b : a; }, desk);
    window.Portal.choices.bar(worst, desks);
    window.Portal.choices.states(desk);
    if (!desk.line) return;
    const look = LOOK[worst.state.kind] || [' saved--bad', 'warn'];
    desk.line.className = 'saved' + look[0];
    desk.line.textContent = '';
    desk.line.append(window.Portal.icon(look[1]), document.createTextNode(worst.state.words));
  }

  function start(form) {
    if (form.dataset.desk) return;
    form.dataset.desk = '1';
    const desk = new Desk(form);
    desks.push(desk);
    function touched(event) { if (Desk.sends(event.target)) desk.touch(event.target.name); }
    form.addEventListener('input', touched);
    form.addEventListener('change', touched);
    form.addEventListener('submit', function (event) {
      if (desk.merges) { event.preventDefault(); desk.send(); if (!desk.unsent().size) window.Portal.toast('已保存。'); return; }
      /* A submit that never arrives must not cost what was typed: it stays in this machine until a page shows that it is stored. */
      desk.keep();
      desk.stopped = true;
      window.clearTimeout(desk.timer);
    });
    const early = desk.early();
    desk.restore();
    early.forEach(function (name) { if (!desk.changed.has(name)) desk.touch(name); });
  }

  async function flush() {
    const waiting = desks.filter(function (desk) { return desk.changed.size && !desk.stopped; });
    await Promise.all(waiting.map(function (desk) { return desk.send(); }));
    for (let n = 0; n < 30 && desks.some(function (desk) { return desk.flying.size; }); n += 1) await new Promise(function (done) { window.setTimeout(done, 100); });
  }

  window.Portal.autosave = {
    desks: desks, page: page, flush: flush,
    unsent: function () { return desks.some(function (desk) { return desk.unsent().size; }); }
  };

  function startAll(root) { root.querySelectorAll('form[data-autosave]').forEach(start); }

  window.addEventListener('online', function () { desks.forEach(function (desk) { if (desk.changed.size) desk.later(0); }); });
  window.addEventListener('pagehide', function () { desks.forEach(function (desk) { desk.leave(); }); });
  document.addEventListener('htmx:load', function (event) { if (event.target !== document.body && event.target.querySelectorAll) startAll(event.target); });
  document.addEventListener('click', async function (event) {
    const link = event.target.closest('a[data-after-save]');
    if (!link || !window.Portal.autosave.unsent() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await flush();
    window.location.assign(link.href);
  });
  startAll(document);
}());
