/* One visit being written: its bundle, its record, and every change on disk within a moment. One window writes, others read. */
(function () {
  'use strict';

  const Field = self.Field;
  const SOON = 250;
  let open = null;

  /* Where the page shows whether the last change is kept. */
  function tell(mark, words) {
    const place = document.querySelector('[data-kept]');
    if (!place) return;
    place.classList.toggle('saved--bad', mark === 'bad');
    Field.ui.fill(place, Field.ui.icon(mark), words);
  }

  function Session(bundle, draft, row) {
    this.bundle = bundle;
    this.draft = draft;
    this.row = row;
    this.timer = 0;
    this.dirty = false;
    this.saving = Promise.resolve();
    this.readonly = false;
    this.works = new Set();
    /* Photos that found no room: kept in the page until there is some. */
    this.lacking = [];
    draft.rechecks = draft.rechecks || {};
  }

  Session.prototype.clauses = function () {
    return this.bundle.sections.reduce(function (found, section) { return found.concat(section.clauses); }, []);
  };

  Session.prototype.result = function (clause) { return this.draft.results[clause.id] || null; };

  /* Typed: on disk a quarter of a second later. Chosen: at once. */
  Session.prototype.touch = function (now) {
    if (this.readonly) return;
    this.dirty = true;
    tell('clock', '正在保存');
    if (now && this.counted) this.counted();
    window.clearTimeout(this.timer);
    if (now) this.flush();
    else this.timer = window.setTimeout(this.flush.bind(this), SOON);
  };

  Session.prototype.flush = function () {
    window.clearTimeout(this.timer);
    const self_ = this;
    if (this.dirty) {
      this.dirty = false;
      this.saving = this.saving.then(function () { return Field.records.keep(self_.draft); }).then(function (row) {
        if (!row) Field.ui.toast('本次检查已在别处结束，最后的改动没有保存。', 'bad');
        else if (!self_.dirty) { self_.saved = '已存本机 ' + window.Portal.clockTime(new Date()); tell('ok', self_.saved); }
        if (row && !self_.lacking.length) Field.room.clear(self_);
      }, function (error) {
        self_.dirty = true;
        tell('bad', '没有保存');
        Field.room.warn(self_, error);
      });
    }
    return this.saving;
  };

  /* Photos in work. */
  Session.prototype.during = function (work) {
    const works = this.works;
    const done = work.finally(function () { works.delete(done); });
    works.add(done);
    return done;
  };

  Session.prototype.settle = async function () {
    if (!this.works.size) return;
    const words = Field.ui.notice('info', '正在处理照片，请稍候。');
    words.classList.add('mb-2');
    words.setAttribute('role', 'status');
    document.getElementById('main').prepend(words);
    words.scrollIntoView({ block: 'center' });
    while (this.works.size) await Promise.all(this.works);
    words.remove();
  };

  /* What is in this page alone. */
  Session.prototype.unsaved = function () { return !this.readonly && (this.dirty || this.lacking.length > 0); };

  /* The last of it goes on disk; from then on nothing is written, whoever still holds this session. */
  Session.prototype.shut = async function () {
    await this.settle();
    this.readonly = true;
    await this.flush();
  };

  Session.prototype.count = function () {
    /* A committee has no clauses: what counts are the round's own questions. */
    const own = this.bundle.sections.length ? null : this.bundle.checks || [];
    const clauses = own || this.clauses();
    const results = own ? this.draft.checks : this.draft.results;
    const of = function (verdict) { return clauses.filter(function (clause) { return results[clause.id] && results[clause.id].verdict === verdict; }).length; };
    const counted = { total: clauses.length, pass: of('pass'), fail: of('fail'), idle: of('not_applicable') };
    counted.done = counted.pass + counted.fail + counted.idle;
    return counted;
  };

  Session.prototype.next = function () {
    const results = this.draft.results;
    return this.clauses().find(function (clause) { return !results[clause.id] || !results[clause.id].verdict; }) || null;
  };

  Session.prototype.sectionOf = function (clause) {
    return this.bundle.sections.find(function (section) { return section.clauses.indexOf(clause) >= 0; });
  };

  /* Holds the record's lock for as long as the window shows this visit; another window reads only. */
  Session.prototype.hold = async function () {
    if (!navigator.locks) return;
    for (let turn = 0; turn < 3; turn += 1) {
      this.readonly = !await this.take();
      if (!this.readonly) return;
      /* The window's own page before may be letting go just now. */
      await new Promise(function (resolve) { window.setTimeout(resolve, 200); });
    }
  };

  Session.prototype.take = function () {
    const self_ = this;
    return new Promise(function (resolve) {
      navigator.locks.request('field-record-' + self_.draft.record, { ifAvailable: true }, function (lock) {
        resolve(Boolean(lock));
        return lock ? new Promise(function (release) { self_.release = release; }) : null;
      });
    });
  };

  async function leave() {
    if (!open) return;
    await open.shut();
    if (open.dirty || open.lacking.length) {
      /* There was no room for it: this visit stays open, and on the screen, until there is. */
      open.readonly = false;
      throw Object.assign(new Error('还有内容没有保存'), { unsaved: open.draft.visit });
    }
    if (open.release) open.release();
    open = null;
  }

  /* One after the other: a page that is drawn twice in a moment has one session, and none begins before the last is closed. */
  let last = Promise.resolve();
  function inTurn(work) {
    const turn = last.then(work);
    last = turn.catch(function () { return null; });
    return turn;
  }

  function enter(visit) { return inTurn(function () { return make(visit); }); }
  function close() { return inTurn(leave); }

  /* The visit's session, made anew when another visit was open or what is on disk is not what we hold. */
  async function make(visit) {
    const row = await Field.records.ofVisit(visit);
    const live = row && Field.records.WAITING.indexOf(row.status) >= 0;
    if (open && live && open.draft.record === row.id && row.status === 'open') { open.row = row; return open; }
    await leave();
    if (!live) return null;
    const found = await Field.records.load(row.id);
    const bundle = await Field.bundles.get(visit);
    if (!found || !bundle) return null;
    const made = new Session(bundle, found.draft, found.row);
    if (row.status !== 'open') return made;
    await made.hold();
    open = made;
    return made;
  }

  /* The record as it is in this page, saved or not; null when another one or none is open. */
  function held(record) { return open && !open.readonly && open.draft.record === record ? open.draft : null; }

  /* Drawn anew, the page says again what is kept, and what it could not save. */
  function remind() {
    if (!open) return;
    if (!open.unsaved() && open.saved) tell('ok', open.saved);
    if (!open.unsaved() || !open.trouble) return;
    tell('bad', '没有保存');
    Field.room.warn(open, open.trouble);
  }

  function flush() { return open ? open.flush() : Promise.resolve(); }

  document.addEventListener('visibilitychange', function () { if (document.hidden) flush(); });
  window.addEventListener('pagehide', flush);
  window.addEventListener('beforeunload', function (event) {
    if (!open || !open.unsaved()) return;
    event.preventDefault();
    event.returnValue = '';
  });

  Field.session = { enter: enter, close: close, flush: flush, held: held, remind: remind, unsaved: function () { return Boolean(open && open.unsaved()); } };
}());
