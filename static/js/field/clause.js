/* One clause: verdict, verified beside claimed, ticks or grades, note, photos, guidance, evidence; the sheet when it fails. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  function known(session, clause) {
    return session.draft.results[clause.id] || { verdict: '', value: '', members: [], figures: {}, scores: [], note: '' };
  }

  const number = Field.points.number;

  /* What the portal would not take, in words; empty when nothing stands against it. */
  function lack(clause, result) {
    if (!result || !result.verdict || result.verdict === 'not_applicable') return '';
    if (result.value && number(result.value) === null) return '核实值请填数字';
    const judged = clause.low !== null && clause.low !== undefined;
    if (judged && !result.value) return '还没有评分（' + clause.low + '—' + clause.high + ' 分）';
    if (judged && (number(result.value) < Number(clause.low) || number(result.value) > Number(clause.high))) return '评分应在 ' + clause.low + '—' + clause.high + ' 分之间';
    if (clause.reason_required && !result.note) return '还差评定理由';
    return '';
  }

  function evidence(title, files) {
    if (!files || !files.length) return null;
    return ui.folded(title + ' ' + files.length + ' 个', h('ul', { class: 'shots' }, files.map(function (file) {
      const picture = file.thumb ? h('img', { src: file.thumb, alt: '', width: '64', height: '64', class: 'rounded object-fit-cover' }) : h('span', { class: 'thumb thumb--icon' }, ui.icon('file'));
      return h('li', { class: 'shot shot--named' }, picture, h('span', { class: 'small' }, file.name));
    })));
  }

  function guidance(clause) {
    const rows = [['怎么查', clause.guidance], ['适用条件', clause.condition], ['计分', clause.points], ['自评说明', clause.claimed && clause.claimed.note]];
    const told = rows.filter(function (row) { return row[1]; });
    return told.length ? ui.folded('怎么查、怎么计分', ui.pairs(told)) : null;
  }

  function values(clause, result, change) {
    const claimed = clause.claimed || {};
    const source = claimed.source ? '（' + claimed.source + '）' : '';
    const parts = [];
    if (clause.kind === 'number') {
      const range = clause.low === null || clause.low === undefined ? clause.unit : clause.low + '—' + clause.high + ' 分';
      parts.push(h('div', { class: 'compare' },
        h('div', {}, h('span', { class: 'compare__label' }, '申报值' + source), h('span', { class: 'compare__value' }, claimed.text || '—')),
        Field.fields.text((clause.unit === '分' ? '评分' : '核实值') + (range ? '（' + range + '）' : ''), result.value, function (value, done) { change('value', value, done); }, { decimal: true, limit: 30 })));
    } else {
      parts.push(h('p', { class: 'mt-2' }, h('span', { class: 'small muted' }, '申报值' + source + '　'), h('strong', {}, claimed.text || '—')));
    }
    (clause.figures || []).forEach(function (figure) {
      const told = function (value, done) {
        result.figures = Object.assign({}, result.figures);
        result.figures[figure.code] = value;
        change('figures', result.figures, done);
      };
      parts.push(h('div', { class: 'compare' },
        h('div', {}, h('span', { class: 'compare__label' }, figure.label + '申报值'), h('span', { class: 'compare__value' }, figure.claimed || '—')),
        Field.fields.text(figure.label + '核实值' + (figure.unit ? '（' + figure.unit + '）' : ''), (result.figures || {})[figure.code], told, { decimal: true, limit: 30 })));
    });
    return parts;
  }

  function ticks(clause, result, change) {
    const parts = [];
    const told = function (own, others) {
      return function (chosen) { change('members', (result.members || []).filter(function (code) { return others.some(function (row) { return row[0] === code; }); }).concat(chosen), true); };
    };
    if ((clause.members || []).length) parts.push(Field.fields.chips('现场具备（逐项点选）', clause.members, result.members || [], told(clause.members, clause.levels || [])));
    if ((clause.levels || []).length) parts.push(Field.fields.chips('评定等次', clause.levels, result.members || [], told(clause.levels, clause.members || []), true));
    return parts;
  }

  /* Places for further jurors, where the team fills one sheet for all of them. */
  function jurors(session, clause, result, change) {
    if (!clause.jurors || session.bundle.round.scoring !== 'team') return null;
    const given = (result.scores || []).slice();
    const told = function (at) { return function (value) { given[at] = value; change('scores', Array.from(given, function (one) { return one || ''; }).filter(Boolean), true); }; };
    const places = [];
    for (let at = 0; at < Math.max(4, given.length + 1); at += 1) {
      const label = '第 ' + (at + 2) + ' 位评委';
      places.push((clause.levels || []).length ? Field.fields.pick(label, [['', '未评']].concat(clause.levels), given[at] || '', told(at)) :
        Field.fields.text(label, given[at], told(at), { decimal: true, limit: 30 }));
    }
    const box = ui.folded('其他评委评分', h('div', { class: 'jurors' }, places));
    box.open = given.length > 0;
    return box;
  }

  function note(clause, result, change) {
    const told = function (value, done) { change('note', value, done); };
    if (clause.reason_required) return Field.fields.text('评定理由（不写不计分）', result.note, told, { rows: 2, limit: 500, box: 'mt-2' });
    const box = h('details', { class: 'mt-2' }, h('summary', { class: 'small' }, '补充说明'), Field.fields.text('说明', result.note, told, { limit: 500 }));
    box.open = Boolean(result.note);
    return box;
  }

  function verdicts(clause) {
    const rows = [['pass', '达标', 'ok', 'ok'], ['fail', '不达标', 'bad', 'bad']];
    if (clause.not_applicable) rows.push(['not_applicable', '不适用', 'idle', 'na']);
    return rows;
  }

  function article(session, clause, counted) {
    const mark = h('span', { class: 'saved', role: 'status' });
    const below = h('div');
    const showMark = function () {
      const result = session.result(clause);
      const words = lack(clause, result);
      mark.classList.toggle('saved--bad', Boolean(words));
      if (!result || !result.verdict) ui.fill(mark);
      else ui.fill(mark, ui.icon(words ? 'warn' : 'ok'), words || '已查');
    };
    const showSheet = function () {
      const result = session.result(clause);
      const wanted = (result && result.verdict === 'fail') || session.draft.findings.some(function (finding) { return finding.criterion === clause.id; });
      if (!wanted) ui.fill(below);
      else if (!below.firstChild) below.append(Field.finding.sheet(session, clause));
    };
    const change = function (name, value, done) {
      const result = known(session, clause);
      result[name] = value;
      session.draft.results[clause.id] = result;
      session.touch(done);
      showMark();
      if (name === 'verdict') { showSheet(); counted(); }
    };
    const result = known(session, clause);
    const controls = h('fieldset', { class: 'bare', disabled: session.readonly }, Field.fields.choice(clause.title + '结论', verdicts(clause), result.verdict, function (value) { change('verdict', value, true); }),
      values(clause, result, change), ticks(clause, result, change), jurors(session, clause, result, change), note(clause, result, change),
      Field.pictures.box(session, { criterion: clause.id, only: function (photo) { return photo.criterion === clause.id && !Field.photos.placed(session.draft, photo); } }));
    showMark();
    showSheet();
    const box = h('article', { class: 'clause', id: 'c-' + clause.id },
      h('div', { class: 'clause__head' }, h('h3', {}, (clause.clause ? clause.clause + '　' : '') + clause.title), mark),
      h('p', { class: 'clause__text' }, clause.text), controls, guidance(clause), evidence('自评佐证', clause.evidence), below);
    box.addEventListener('focusin', function () { session.draft.place = session.sectionOf(clause).code + '/' + clause.id; });
    return box;
  }

  Field.clause = { article: article, lack: lack, evidence: evidence };
}());
