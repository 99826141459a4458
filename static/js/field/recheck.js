/* 复查: what the site says it has put right, looked at on the spot. It takes effect when the record is in the portal. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;
  const VERDICTS = [['yes', '已整改', 'ok', 'ok'], ['no', '未整改', 'bad', 'bad']];

  function rows(session) { return session.bundle.rechecks || []; }

  function known(session, row) {
    return session.draft.rechecks[row.id] || { answer: row.answer, verdict: '', note: '', photos: [] };
  }

  /* What is still asked for, in words. */
  function lack(held) { return held && held.verdict === 'no' && !held.note ? '未整改的请写明还缺什么' : ''; }

  function count(session) {
    return rows(session).filter(function (row) { return known(session, row).verdict; }).length;
  }

  function told(row) {
    return ui.pairs([
      ['整改要求', row.demand], ['整改期限', Field.words.day(row.due_on)], ['发现', row.round + '，' + Field.words.moment(row.found_at)],
      ['整改情况', row.text], ['提交', (row.answered_by || '') + ' ' + Field.words.moment(row.answered_at)],
    ]);
  }

  function article(session, row) {
    const held = known(session, row);
    const mark = h('span', { class: 'saved', role: 'status' });
    const show = function () {
      const words = lack(held);
      mark.classList.toggle('saved--bad', Boolean(words));
      if (!held.verdict) ui.fill(mark);
      else ui.fill(mark, ui.icon(words ? 'warn' : 'ok'), words || '已复查');
    };
    const keep = function (done) {
      session.draft.rechecks[row.id] = held;
      session.touch(done);
      show();
    };
    const controls = h('fieldset', { class: 'bare', disabled: session.readonly },
      Field.fields.choice('复查结论', VERDICTS, held.verdict, function (value) { held.verdict = value; keep(true); }),
      Field.fields.text('复查意见（未整改的必填）', held.note, function (value, done) { held.note = value; keep(done); }, { rows: 2, limit: 500, box: 'mt-2' }),
      Field.pictures.box(session, {
        criterion: null, label: '复查照片（选填）', only: function (photo) { return held.photos.indexOf(photo.digest) >= 0; },
        taken: function (photo) { if (held.photos.indexOf(photo.digest) < 0) held.photos.push(photo.digest); keep(true); },
      }));
    show();
    const clause = [row.clause, row.leaf].filter(Boolean).join('　');
    return h('article', { class: 'clause', id: 'r-' + row.id },
      h('div', { class: 'clause__head' }, h('h3', {}, row.description), mark),
      h('p', { class: 'clause__text' }, [row.severity + '问题', clause].filter(Boolean).join('，')),
      told(row), Field.clause.evidence('整改佐证', row.evidence), controls);
  }

  function articles(session) {
    return h('div', {}, h('p', { class: 'small muted' }, '结论随检查记录上传后生效：已整改的销号，未整改的退回整改，至少再留 7 天。'),
      rows(session).map(function (row) { return article(session, row); }));
  }

  /* Before the visit: what will have to be looked at again. */
  function preview(bundle) {
    const all = bundle.rechecks || [];
    if (!all.length) return null;
    return ui.panel('待复查的整改', h('span', { class: 'small muted' }, all.length + ' 个'), h('ul', { class: 'todo' }, all.map(function (row) {
      return h('li', {}, h('span', { class: 'todo__title' }, row.description), h('span', { class: 'todo__when' }, Field.words.shortDay(row.due_on) + '到期'),
        h('span', { class: 'todo__note' }, '整改情况：' + row.text));
    })));
  }

  Field.recheck = { rows: rows, known: known, lack: lack, count: count, articles: articles, preview: preview };
}());
