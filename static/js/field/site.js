/* The visit as a whole: methods and talks, the round's own checks, other findings, photos, position, summary, signatures. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  function kept(session, name) {
    return function (value, done) { session.draft[name] = value; session.touch(done); };
  }

  function talks(session) {
    const list = h('div', { class: 'stack mt-2' });
    const draw = function () {
      ui.fill(list, session.draft.talks.map(function (talk, at) {
        const told = function (name) { return function (value, done) { talk[name] = value; session.touch(done); }; };
        return h('div', { class: 'talk__item stack' },
          Field.fields.pick('方式', Field.words.METHODS, talk.method, told('method')),
          Field.fields.text('对象', talk.counterpart, told('counterpart'), { limit: 80 }),
          Field.fields.text('了解到的情况', talk.summary, told('summary'), { rows: 2, limit: 1000 }),
          ui.button('删除这条', function () { session.draft.talks.splice(at, 1); session.touch(true); draw(); }, { kind: 'link' }));
      }));
    };
    draw();
    const add = function () {
      const method = session.draft.methods[session.draft.methods.length - 1] || 'talks';
      session.draft.talks.push({ method: method, counterpart: '', summary: '' });
      session.touch(true);
      draw();
      list.lastChild.querySelector('input').focus();
    };
    return [list, ui.button('添加一条谈话或走访', add, { icon: 'plus', wide: true })];
  }

  function checks(session) {
    const rows = session.bundle.checks || [];
    if (!rows.length) return null;
    return ui.panel('本批次检查事项', h('span', { class: 'small muted' }, rows.length + ' 项'), rows.map(function (check) {
      const own = session.draft.checks[check.id] || { verdict: '', note: '' };
      const told = function (name) {
        return function (value, done) { own[name] = value; session.draft.checks[check.id] = own; session.touch(name === 'verdict' || done); };
      };
      return h('div', { class: 'panel__part', id: 'k-' + check.id }, h('h3', {}, check.title), check.guidance ? h('p', { class: 'small muted' }, check.guidance) : null,
        Field.fields.choice(check.title + '结论', [['pass', '达标', 'ok', 'ok'], ['fail', '不达标', 'bad', 'bad'], ['not_applicable', '不适用', 'idle', 'na']], own.verdict, told('verdict')),
        Field.fields.text('说明（选填）', own.note, told('note'), { limit: 500, box: 'mt-2' }));
    }));
  }

  function position(session) {
    const box = h('div');
    const draw = function () {
      const held = session.draft.position;
      ui.fill(box, h('p', { class: 'small muted' }, '只在您按下按钮并同意后记录一次，不记录也可以提交。'),
        held ? h('p', {}, ui.state('ok', 'pin', '已记录，误差约 ' + Math.round(held.accuracy || 0) + ' 米')) : null,
        held ? ui.button('删除位置', function () { session.draft.position = null; session.touch(true); draw(); }) : ui.button('记录我的位置', ask, { icon: 'pin', wide: true }));
    };
    const ask = function () {
      if (!navigator.geolocation) { ui.toast('本浏览器不能提供位置。', 'bad'); return; }
      navigator.geolocation.getCurrentPosition(function (found) {
        const at = found.coords;
        session.draft.position = { latitude: Number(at.latitude.toFixed(6)), longitude: Number(at.longitude.toFixed(6)), accuracy: at.accuracy };
        session.touch(true);
        draw();
      }, function () { ui.toast('没有取得位置，可以不记录。', 'bad'); }, { enableHighAccuracy: true, timeout: 20000 });
    };
    draw();
    return ui.panel('位置', h('span', { class: 'small muted' }, '选填'), box);
  }

  function whole(session) {
    return ui.panel('总体情况', null,
      h('div', { id: 'f-methods' }, Field.fields.chips('检查方式', Field.words.METHODS, session.draft.methods, function (chosen) { session.draft.methods = chosen; session.touch(true); })),
      talks(session),
      h('div', { class: 'stack mt-3' }, Field.fields.text('陪同人员', session.draft.counterpart, kept(session, 'counterpart'), { limit: 80 }),
        h('div', { id: 'f-summary' }, Field.fields.text('总体评价', session.draft.summary, kept(session, 'summary'), { rows: 4, limit: 2000 })),
        Field.fields.text('亮点（选填）', session.draft.highlights, kept(session, 'highlights'), { rows: 2, limit: 1000 })));
  }

  function photos(session) {
    return ui.panel('现场照片', h('span', { class: 'small muted' }, '选填'), Field.pictures.box(session, {
      criterion: null, only: function (photo) { return photo.criterion === null && !Field.photos.placed(session.draft, photo); },
    }));
  }

  Field.site = {
    parts: function (session, me) {
      return h('fieldset', { class: 'bare stack', disabled: session.readonly }, whole(session), checks(session),
        h('section', { class: 'panel panel--sheet', 'aria-label': '其他问题', id: 'f-findings' }, Field.finding.sheet(session, null)),
        photos(session), position(session), Field.signature.panel(session, me));
    },
  };
}());
