/* 我的检查: visits as cards, what of them lies on the phone, and what waits to go up. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  function groups(visits) {
    const today = Field.words.iso(new Date());
    const sunday = Field.words.inDays((7 - new Date().getDay()) % 7);
    const open = visits.filter(function (visit) { return visit.status !== 'recorded'; });
    const order = function (a, b) {
      return a.scheduled_on.localeCompare(b.scheduled_on) || (a.position || 99) - (b.position || 99) || String(a.scheduled_time || '').localeCompare(String(b.scheduled_time || ''));
    };
    const of = function (title, test) { return [title, open.filter(test).sort(order)]; };
    return [
      of('今天', function (visit) { return visit.scheduled_on === today; }),
      of('应查未查', function (visit) { return visit.scheduled_on < today; }),
      of('本周', function (visit) { return visit.scheduled_on > today && visit.scheduled_on <= sunday; }),
      of('以后', function (visit) { return visit.scheduled_on > sunday; }),
    ].filter(function (group) { return group[1].length; });
  }

  function readiness(visit, held) {
    if (!held) return ui.state('idle', 'download', '未下载');
    return held.digest === visit.bundle ? ui.state('ok', 'ok', '可离线') : ui.state('ok', 'ok', '可离线，有更新');
  }

  function scope(held) {
    if (!held) return '';
    return held.parts.map(function (part) { return part[0]; }).join('、') + '，共 ' + held.total + ' 项' + (held.rechecks ? '；待复查整改 ' + held.rechecks + ' 个' : '') + (held.last ? '；以往问题 ' + held.last + ' 个' : '');
  }

  function contact(visit) {
    if (!visit.contact && !visit.phone) return '未登记';
    return h('span', {}, visit.contact, visit.contact ? '　' : '', ui.phone('', visit.phone));
  }

  function card(visit, view) {
    const own = view.rows.find(function (one) { return one.row.visit === visit.id && one.row.body; }) || view.rows.find(function (one) { return one.row.visit === visit.id; });
    const held = view.bundles[visit.id];
    const where = '#/v/' + visit.id;
    const rows = [
      ['日期', Field.words.day(visit.scheduled_on) + (visit.scheduled_time ? ' ' + visit.scheduled_time : '')],
      ['地址', visit.address || '未登记'], ['联系人', contact(visit)], ['要查', scope(held)],
      ['进度', own && own.row.body ? '已查 ' + own.head.done + ' 项，问题 ' + own.head.findings + ' 个，照片 ' + own.head.photos + ' 张' : ''],
    ];
    const begin = async function () {
      if (!held && !await fetchOne(visit.id)) return;
      window.location.hash = where + (own && own.row.status === 'open' ? view.places[own.row.id] || '' : '');
    };
    const words = !own ? '开始检查' : own.row.status === 'open' ? '继续检查' : '查看';
    return h('article', { class: 'clause' },
      h('div', { class: 'clause__head' }, h('h3', {}, h('a', { href: where }, visit.name)), own ? Field.words.state(own.row.status) : readiness(visit, held)),
      h('p', { class: 'clause__text' }, visit.round + '，' + visit.kind), ui.pairs(rows), h('p', { class: 'mt-2' }, ui.button(words, begin, { wide: true })));
  }

  async function fetchOne(visit) {
    try {
      await Field.bundles.fetch(visit);
      return true;
    } catch (error) {
      const words = { signin: '登录已过期，请重新登录后下载。', no: error.message, away: navigator.onLine ? '没有下载成：' + error.message + '，请稍后重试。' : '没有网络，还不能下载这次检查的内容。' };
      ui.toast(words[error.kind] || Field.storage.trouble(error), 'bad');
      return false;
    }
  }

  function offline(view) {
    const open = view.state.visits.filter(function (visit) { return visit.status !== 'recorded'; });
    if (!open.length) return null;
    const lacking = open.filter(function (visit) { return !view.bundles[visit.id] || view.bundles[visit.id].digest !== visit.bundle; });
    const busy = view.rows.filter(function (one) { return one.row.body; }).map(function (one) { return one.row.visit; });
    const wanted = lacking.filter(function (visit) { return busy.indexOf(visit.id) < 0; });
    const ready = open.filter(function (visit) { return view.bundles[visit.id]; }).length;
    const words = h('p', { role: 'status' }, ready === open.length ? '全部 ' + open.length + ' 家已存本机，没有网络也能检查。' : open.length + ' 家中 ' + ready + ' 家已存本机。');
    const all = async function () {
      for (let at = 0; at < wanted.length; at += 1) {
        words.textContent = '正在下载第 ' + (at + 1) + ' 家，共 ' + wanted.length + ' 家';
        if (!await fetchOne(wanted[at].id)) break;
      }
      Field.storage.askToKeep();
      Field.app.draw();
    };
    return ui.panel('离线备用', null, words, wanted.length ? ui.button('全部下载备用', all, { icon: 'download', wide: true }) : null);
  }

  function syncLine(one) {
    const row = one.row;
    const note = {
      open: one.head.wordless ? '有 ' + one.head.wordless + ' 个问题没有写明情况，结束前请补写' : '检查中，还没有结束', sealed: '有网络时自动上传', uploading: '照片先传，记录后传', refused: one.head.problem, conflict: '党建办比对后决定', held: one.head.problem,
      stored: one.head.remark && !one.head.seen ? '有复查未办理，点开查看原因' : one.head.received_at ? Field.words.moment(one.head.received_at) + ' 已确认' : '', displaced: '党建办已改用另一份记录', discarded: '党建办没有采用',
    }[row.status] || '';
    const line = h('li', {}, h('a', { href: '#/v/' + row.visit }, one.head.name), Field.words.state(row.status), note ? h('span', { class: 'sync__note' }, note + (row.exported ? '；已导出' : '')) : null);
    const status = Field.uploader.status;
    if (status.phase === 'running' && status.record === row.id) {
      line.append(h('progress', { class: 'is-thin', value: String(status.photo), max: String(status.photos + 1), 'aria-label': '已传照片 ' + status.photo + ' 张，共 ' + status.photos + ' 张' }));
    }
    return line;
  }

  function outcome() {
    const status = Field.uploader.status;
    if (status.phase === 'signin') return ui.notice('warn', '登录已过期，记录都在本机。请', h('a', { href: '/accounts/login/?next=/field/' }, '重新登录'), '，登录后接着上传。');
    if (status.phase === 'away') return ui.notice('warn', '没有传成：' + status.words + '。记录都在本机，稍后自动再传。');
    return null;
  }

  function sync(view) {
    const rank = { refused: 0, conflict: 1, held: 2, uploading: 3, sealed: 4, open: 5 };
    const rows = view.rows.slice().sort(function (a, b) { return (rank[a.row.status] || 9) - (rank[b.row.status] || 9) || b.row.changed - a.row.changed; });
    const ready = rows.filter(function (one) { return Field.records.READY.indexOf(one.row.status) >= 0; });
    const held = rows.filter(function (one) { return Field.records.WAITING.indexOf(one.row.status) >= 0; });
    const shown = rows.filter(function (one) { return one.row.body || one.row.status !== 'stored' || one.head.remark && !one.head.seen; });
    const done = rows.filter(function (one) { return shown.indexOf(one) < 0; });
    const last = view.last ? '上次上传 ' + Field.words.moment(view.last) : '还没有上传过';
    const box = ui.panel('同步', h('span', { class: 'small muted' }, last), outcome(),
      shown.length ? h('ul', { class: 'sync' }, shown.map(syncLine)) : h('p', { class: 'muted' }, '没有待上传的记录。'),
      done.length ? ui.folded('已上传 ' + done.length + ' 份', h('ul', { class: 'sync' }, done.map(syncLine))) : null,
      held.length ? h('div', { class: 'acts mt-2' }, ready.length ? ui.button('立即上传', function () { Field.app.upload(); }, { icon: 'up', kind: 'primary' }) : null,
        ui.button('导出未上传记录', function () { Field.exporter.save(held.map(function (one) { return one.row.id; })); }, { icon: 'export' })) : null,
      room(view.room, held.length));
    box.setAttribute('data-sync', '');
    return box;
  }

  /* The panel alone, with what has changed since. */
  async function refresh() {
    const view = { rows: await Field.records.list(), last: await Field.account.get('last'), room: await Field.storage.look() };
    const old = document.querySelector('[data-sync]');
    if (old) old.replaceWith(sync(view));
  }

  function room(told, waiting) {
    if (!told) return null;
    const words = '已用 ' + Field.words.size(told.used) + '，可用 ' + Field.words.size(told.left) + (told.kept ? '' : '；浏览器没有同意长期保存');
    const warning = told.low ? '本机存储空间不足（' + words + '）。请先上传或导出记录，再拍新照片。' : '浏览器没有同意长期保存，手机空间紧张时可能清理本机记录。请当天上传；没有网络时请导出文件留存。';
    if (told.low || !told.kept && waiting) return h('div', { class: 'mt-3' }, ui.notice('warn', warning));
    return h('p', { class: 'small muted mt-2' }, '本机存储：' + words + '。');
  }

  async function gather() {
    const rows = await Field.records.list();
    const places = {};
    for (const one of rows) {
      if (one.row.status !== 'open') continue;
      const found = await Field.records.load(one.row.id);
      if (found.draft.place) places[one.row.id] = '/s/' + found.draft.place;
    }
    return { state: await Field.account.state(), rows: rows, places: places, bundles: await Field.bundles.overview(), last: await Field.account.get('last'), room: await Field.storage.look() };
  }

  function update() {
    if (!Field.app.update()) return null;
    return h('div', { class: 'mb-3' }, ui.notice('info', '有新版本，检查结束后更新。', h('div', { class: 'mt-2' }, ui.button('现在更新', Field.app.applyUpdate, { icon: 'refresh' }))));
  }

  async function page() {
    const view = await gather();
    const found = groups(view.state.visits);
    const cards = found.length ? found.map(function (group) {
      return h('section', { class: 'stack' }, h('h2', {}, group[0], h('span', { class: 'muted small' }, '　' + group[1].length + ' 家')), group[1].map(function (visit) { return card(visit, view); }));
    }) : h('div', { class: 'panel empty' }, ui.icon('inbox'), h('h3', {}, '没有待检查的单位'), h('p', {}, '安排检查后会收到消息，并显示在这里。'));
    /* On a phone the visits come first, unless something of the phone's own wants to be seen. */
    const urgent = view.rows.some(function (one) { return one.row.body; }) || Field.uploader.status.phase === 'signin' || found.some(function (group) { return group[1].some(function (visit) { return !view.bundles[visit.id]; }); });
    return h('div', {}, ui.head('我的检查', null, [Field.words.day(Field.words.iso(new Date())), view.state.user.name, '任务更新于 ' + Field.words.moment(view.state.asked_at)]), update(),
      h('div', { class: 'cols-main-side' }, h('div', { class: 'stack' }, cards), h('div', { class: 'stack' + (urgent ? ' side-first' : '') }, sync(view), offline(view))));
  }

  Field.list = { page: page, refresh: refresh };
}());
