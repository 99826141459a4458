/* A finding in two taps: 不达标, then the problem. Everything else about it is optional and has a rule. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;
  const USUAL = ['资料不全', '更新不及时', '设置不规范', '作用发挥不明显'];

  function typical(session, clause) {
    const all = session.bundle.problems || [];
    const own = clause ? all.filter(function (problem) { return problem.leaf === clause.code; }) : [];
    const anywhere = all.filter(function (problem) { return !problem.leaf; });
    const found = own.concat(anywhere);
    return found.length ? found : USUAL.map(function (words) { return { text: words, demand: '', severity: 'minor', days: null }; });
  }

  function make(session, problem, clause, severity) {
    return ruled(session, {
      id: Field.uuid(), criterion: clause ? clause.id : null, severity: severity || problem.severity || 'minor', description: problem.text,
      demand: problem.demand || '', due_on: '', own_day: false, days: problem.days || null, at_once: false, key: false, photos: [],
    });
  }

  function daysOf(session, finding) {
    const days = (session.bundle.round || {}).days || {};
    return (finding.at_once ? days.at_once : finding.days || days[finding.severity]) || 15;
  }

  /* The deadline by rule, as long as nobody has chosen another day. */
  function ruled(session, finding) {
    if (!finding.own_day) finding.due_on = Field.words.inDays(daysOf(session, finding));
    return finding;
  }

  function limit(session, finding) {
    return Field.words.shortDay(finding.due_on) + '前整改' + (finding.own_day ? '' : '（' + daysOf(session, finding) + ' 天）');
  }

  function flags(finding) {
    return [finding.at_once ? '立行立改' : '', finding.key ? '重点督办' : ''].filter(Boolean).map(function (words) {
      return h('span', { class: 'state state--warn state--tag' }, ui.icon('flag'), words);
    });
  }

  function details(session, finding, again) {
    const kept = function (name) { return function (value, done) { finding[name] = value; session.touch(done); again(); }; };
    const due = Field.fields.text('整改期限（清空则按规定天数）', finding.due_on, function (value) {
      finding.own_day = Boolean(value);
      finding.due_on = value;
      changed();
    }, { type: 'date', min: Field.words.inDays(0) });
    const changed = function () {
      ruled(session, finding);
      due.querySelector('input').value = finding.due_on;
      session.touch(true);
      again();
    };
    return [
      Field.fields.choice('程度', Field.words.SEVERITIES.map(function (pair, at) { return [pair[0], pair[1], ['idle', 'warn', 'bad'][at]]; }), finding.severity, function (value) {
        finding.severity = value || 'minor';
        changed();
      }),
      Field.fields.text('具体情况', finding.description, kept('description'), { rows: 2, limit: 500 }),
      Field.fields.text('整改要求（选填）', finding.demand, kept('demand'), { rows: 2, limit: 500 }),
      due,
      Field.fields.tick('立行立改', finding.at_once, function (on) { finding.at_once = on; changed(); }),
      Field.fields.tick('重点督办', finding.key, function (on) { finding.key = on; session.touch(true); again(); }),
      Field.pictures.box(session, {
        criterion: finding.criterion, label: '问题照片（选填）', only: function (photo) { return finding.photos.indexOf(photo.digest) >= 0; },
        taken: function (photo) { if (finding.photos.indexOf(photo.digest) < 0) finding.photos.push(photo.digest); },
      }),
    ];
  }

  function line(session, finding, redraw) {
    const title = h('strong');
    const note = h('span', { class: 'small muted' });
    const marks = h('span', { class: 'tags' });
    const lack = h('div');
    const words = function () {
      title.textContent = finding.description || '（未写明情况）';
      ui.fill(lack, finding.description ? null : ui.state('bad', 'warn', '请写明情况，或删除这个问题'));
      note.textContent = Field.words.severity(finding.severity) + '，' + limit(session, finding);
      ui.fill(marks, flags(finding));
    };
    words();
    const more = h('details', { class: 'finding__more' }, h('summary', {}, '补充：程度、期限、照片'));
    more.addEventListener('toggle', function () {
      if (more.open && more.childElementCount === 1) more.append(h('div', { class: 'stack' }, details(session, finding, words)));
      words();
    });
    const drop = ui.button('删除', async function () {
      const answer = await ui.ask('删除这个问题？', h('p', {}, finding.description), [{ value: '', words: '取消' }, { value: 'go', words: '删除', kind: 'primary' }]);
      if (answer !== 'go') return;
      session.draft.findings = session.draft.findings.filter(function (one) { return one !== finding; });
      session.touch(true);
      redraw();
    }, { kind: 'link' });
    return h('li', { class: 'finding' }, h('div', { class: 'finding__head' }, h('div', {}, title, ' ', marks, h('br'), note, lack), session.readonly ? null : drop), session.readonly ? null : more);
  }

  /* The second tap: chips that save at once; other words beside them. */
  function chips(session, clause, redraw) {
    let severity = '';
    const add = function (problem) {
      session.draft.findings.push(make(session, problem, clause, severity));
      session.touch(true);
      redraw();
    };
    const other = Field.fields.text('其他问题', '', function () {}, { limit: 500 });
    const save = function () {
      const input = other.querySelector('input');
      if (!input.value.trim()) { ui.toast('请先写明问题。', 'bad'); input.focus(); return; }
      add({ text: input.value.trim(), severity: 'minor' });
    };
    return [
      h('div', { role: 'group', 'aria-label': '典型问题，点一下即记下' }, h('span', { class: 'compare__label' }, '点一下即记下'), h('div', { class: 'chips' }, typical(session, clause).map(function (problem) {
        return h('button', { type: 'button', class: 'btn btn-plain problem', click: function () { add(problem); } }, ui.icon('plus'), problem.text);
      }))),
      Field.fields.choice('程度', [['', '按典型问题', 'idle']].concat(Field.words.SEVERITIES.map(function (pair, at) { return [pair[0], pair[1], ['idle', 'warn', 'bad'][at]]; })), '', function (value) { severity = value; }),
      h('div', { class: 'with-button' }, other, ui.button('记下', save, { icon: 'flag' })),
    ];
  }

  /* The sheet under a clause, or on the page of the site where clause is null. */
  function sheet(session, clause) {
    const box = h('div', { class: 'sheet' });
    const redraw = function () {
      const own = session.draft.findings.filter(function (finding) { return finding.criterion === (clause ? clause.id : null); });
      const kept = own.length ? h('span', { class: 'saved' }, ui.icon('ok'), '已记 ' + own.length + ' 个') : null;
      ui.fill(box, h('div', { class: 'sheet__head' }, h(clause ? 'h4' : 'h3', {}, '记问题'), kept),
        own.length ? h('ul', { class: 'plain-list stack' }, own.map(function (finding) { return line(session, finding, redraw); })) : null,
        session.readonly ? null : own.length ? ui.folded('再记一个', chips(session, clause, redraw)) : chips(session, clause, redraw));
    };
    redraw();
    return box;
  }

  Field.finding = { sheet: sheet, limit: limit };
}());
