/* One visit: what is to be checked, a section at a time, the site as a whole, the end; afterwards what became of the record. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  function base(visit) { return '#/v/' + visit; }

  function header(name, mark, bundle) {
    const site = bundle ? bundle.site : {};
    return ui.head(name, mark, [site.address, bundle && bundle.round.name, ui.phone(site.contact, site.phone)]);
  }

  /* Before: what will be asked, what was found before. */
  function preview(visit, known, bundle) {
    const begin = async function () {
      let draft = null;
      try {
        draft = await Field.records.begin(visit, bundle);
      } catch (error) {
        ui.toast(Field.storage.trouble(error), 'bad');
        return;
      }
      Field.storage.askToKeep();
      window.location.hash = base(draft.visit);
      Field.app.draw();
    };
    return h('div', {}, header(bundle.site.short_name || bundle.site.name, ui.state('idle', 'clock', '待检查', true), bundle),
      h('div', { class: 'stack' },
        ui.panel('要查什么', h('span', { class: 'small muted' }, '已存本机，可离线检查'), h('ul', { class: 'todo todo--pair' }, bundle.sections.map(function (section) {
          return h('li', {}, h('span', { class: 'todo__title' }, section.title), h('span', { class: 'todo__when' }, section.clauses.length + ' 项'));
        })), bundle.checks.length ? h('p', { class: 'mt-2' }, (bundle.sections.length ? '另有' : '') + '本批次检查事项 ' + bundle.checks.length + ' 项') : null),
        Field.recheck.preview(bundle), last(bundle), advice(bundle)),
      h('div', { class: 'dock' }, h('a', { class: 'btn btn-plain', href: '#/' }, '返回'), ui.button('开始检查', begin, { kind: 'primary' })));
  }

  function last(bundle) {
    if (!bundle.last.length) return ui.panel('以往问题', null, h('p', { class: 'muted' }, '没有以往的问题。'));
    return ui.panel('以往问题', h('span', { class: 'small muted' }, bundle.last.length + ' 个'), h('ul', { class: 'todo' }, bundle.last.map(function (finding) {
      return h('li', {}, h('span', { class: 'todo__title' }, finding.description), h('span', { class: 'todo__when' }, finding.status),
        h('span', { class: 'todo__note' }, [finding.leaf, finding.due_on ? Field.words.shortDay(finding.due_on) + '前整改' : ''].filter(Boolean).join('，')));
    })));
  }

  function advice(bundle) {
    const told = (bundle.guidance || []).filter(Boolean);
    return told.length ? ui.panel('检查提示', null, told.map(function (text) { return h('p', {}, text); })) : null;
  }

  function progress(session, box) {
    const count = session.count();
    const again = Field.recheck.rows(session).length;
    const points = Field.points.text(session);
    ui.fill(box, h('progress', { value: String(count.done), max: String(Math.max(1, count.total)), 'aria-label': '已查 ' + count.done + ' 项，共 ' + count.total + ' 项' }),
      h('p', { class: 'small muted mt-1' }, '已查 ' + count.done + ' 项，共 ' + count.total + ' 项；达标 ' + count.pass + '，不达标 ' + count.fail + '；问题 ' + session.draft.findings.length + ' 个' + (again ? '；复查 ' + Field.recheck.count(session) + ' 个，共 ' + again + ' 个' : '')),
      points ? h('p', { class: 'small muted' }, '得分 ' + points) : null);
  }

  function sections(session, now) {
    const done = function (section) { return section.clauses.filter(function (clause) { const held = session.result(clause); return held && held.verdict; }).length; };
    const rows = session.bundle.sections.map(function (section) {
      return h('li', {}, h('a', { href: base(session.draft.visit) + '/s/' + section.code, 'aria-current': section === now ? 'true' : null },
        h('span', {}, section.title), h('span', { class: 'small muted' }, done(section) + '/' + section.clauses.length)));
    });
    const again = Field.recheck.rows(session).length;
    if (again) {
      rows.push(h('li', {}, h('a', { href: base(session.draft.visit) + '/recheck', 'aria-current': now === 'recheck' ? 'true' : null },
        h('span', {}, '待复查的整改'), h('span', { class: 'small muted' }, Field.recheck.count(session) + '/' + again))));
    }
    rows.push(h('li', {}, h('a', { href: base(session.draft.visit) + '/site', 'aria-current': now ? null : 'true' }, h('span', {}, '总体情况、其他问题、签字'))));
    return ui.folded(again ? '换一节、找条款、复查' : '换一节、找条款', finder(session), h('ul', { class: 'plain-list jump' }, rows), last(session.bundle), advice(session.bundle));
  }

  function finder(session) {
    const found = h('ul', { class: 'plain-list jump' });
    const box = Field.fields.text('找条款', '', function (words) {
      const hits = words ? session.clauses().filter(function (clause) { return (clause.clause + clause.title + clause.text).indexOf(words) >= 0; }) : [];
      ui.fill(found, hits.slice(0, 20).map(function (clause) {
        return h('li', {}, h('a', { href: base(session.draft.visit) + '/s/' + session.sectionOf(clause).code + '/' + clause.id }, (clause.clause ? clause.clause + '　' : '') + clause.title));
      }), words && !hits.length ? h('li', { class: 'muted' }, '没有找到') : null);
    }, { limit: 40 });
    return [box, found];
  }

  function dock(session, forward) {
    const next = session.next();
    const left = next ? h('a', { class: 'btn btn-plain', href: base(session.draft.visit) + '/s/' + session.sectionOf(next).code + '/' + next.id }, '下一未查项') : forward;
    return h('div', { class: 'dock' }, left || h('a', { class: 'btn btn-plain', href: '#/' }, '返回列表'), h('a', { class: 'btn btn-primary', href: base(session.draft.visit) + '/end' }, '结束检查'));
  }

  function frame(session, title, now, content, forward) {
    const meter = h('div', { 'data-meter': true });
    progress(session, meter);
    const kept = h('span', { class: 'saved', 'data-kept': true });
    const foot = h('div');
    /* The dock is made anew only when it leads elsewhere: a finger may be on its way to it. */
    let leads = null;
    const counted = function () {
      progress(session, meter);
      const next = session.next();
      if (leads === next) return;
      leads = next;
      ui.fill(foot, dock(session, forward));
    };
    session.counted = counted;
    ui.fill(foot, dock(session, forward));
    leads = session.next();
    return h('div', {}, header(session.draft.name, Field.words.state('open', true), session.bundle),
      session.readonly ? ui.notice('warn', '本次检查已在另一个窗口打开，本窗口只能查看。请回到那个窗口填写，或关闭那个窗口后刷新本页。') : null,
      h('section', { class: 'panel mb-2', 'aria-labelledby': 'h-part' }, h('div', { class: 'panel__head mb-0' }, h('h2', { id: 'h-part' }, title), kept), meter, sections(session, now)),
      Field.room.slot(), content(counted), foot);
  }

  function onward(session, where, words) {
    return h('a', { class: 'btn btn-plain', href: base(session.draft.visit) + '/' + where }, words);
  }

  function section(session, code) {
    const all = session.bundle.sections;
    const now = all.find(function (one) { return one.code === code; }) || all[0];
    const following = all[all.indexOf(now) + 1];
    const after = Field.recheck.rows(session).length ? onward(session, 'recheck', '待复查的整改') : onward(session, 'site', '总体情况');
    const forward = following ? onward(session, 's/' + following.code, '下一节') : after;
    return frame(session, now.title, now, function (counted) {
      return h('div', {}, now.clauses.map(function (clause) { return Field.clause.article(session, clause, counted); }), h('p', { class: 'mt-2' }, h('span', { class: 'w-100 d-flex' }, forward.cloneNode(true))));
    }, forward);
  }

  async function writing(session, part, rest) {
    if (part === 'end') {
      return h('div', {}, header(session.draft.name, Field.words.state('open', true), session.bundle), Field.ending.page(session),
        h('div', { class: 'dock' }, h('a', { class: 'btn btn-plain', href: base(session.draft.visit) + '/site' }, '返回填写')));
    }
    if (part === 'recheck' && Field.recheck.rows(session).length) {
      return frame(session, '待复查的整改', 'recheck', function () { return Field.recheck.articles(session); }, onward(session, 'site', '总体情况'));
    }
    if (part === 'site' || !session.bundle.sections.length) {
      const state = await Field.account.state();
      return frame(session, '总体情况', null, function () { return Field.site.parts(session, state ? state.user.name : ''); }, null);
    }
    return section(session, rest);
  }

  /* Ended, not confirmed yet. */
  function sealed(session) {
    const row = session.row;
    const head = session.draft;
    const count = session.count();
    const again = async function () {
      if (!await Field.records.reopen(row.id)) { ui.toast('记录已开始上传，不能再修改。', 'bad'); Field.app.draw(); return; }
      window.location.hash = base(head.visit);
      Field.app.draw();
    };
    const rows = [['结束时间', Field.words.moment(head.ended_at)], ['已查', count.done + ' 项，共 ' + count.total + ' 项'], ['不达标', count.fail + ' 项'], ['问题', head.findings.length + ' 个'], ['复查', Field.recheck.count(session) ? Field.recheck.count(session) + ' 个' : ''], ['照片', head.photos.length + ' 张']];
    const open = row.status === 'refused' || !row.begun;
    return h('div', { 'data-outcome': true }, header(head.name, Field.words.state(row.status, true), session.bundle), h('div', { class: 'stack' },
      row.status === 'refused' ? ui.notice('bad', '平台没有接收：' + head.problem + '　记录仍完整存在本机。请重新打开修改后再结束，或导出文件交党建办导入。') : ui.notice('info', '记录存在本机，有网络时自动上传。平台确认收到后才从本机移除。'),
      row.exported ? ui.notice('ok', '已导出文件，可交党建办导入。手机联网后仍会自动上传，不会重复入库。') : null,
      ui.panel('本次检查', null, ui.pairs(rows)),
      h('div', { class: 'acts' }, open ? ui.button('重新打开修改', again, { icon: 'pen' }) : null, ui.button('导出这份记录', function () { Field.exporter.save([row.id]); }, { icon: 'export' }))),
      h('div', { class: 'dock' }, h('a', { class: 'btn btn-plain', href: '#/' }, '返回列表'), ui.button('立即上传', function () { Field.app.upload(); }, { icon: 'up', kind: 'primary' })));
  }

  function absent(known) {
    const words = known ? '这次检查的内容还没有下载到本机。请在有网络时打开“我的检查”，按“全部下载备用”。' : '没有找到这次检查：可能已经提交、取消，或者不在您的任务中。';
    return h('div', {}, ui.head(known ? known.name : '检查', null, []), ui.panel('暂时不能检查', null, h('p', {}, words), h('p', {}, h('a', { class: 'btn btn-plain', href: '#/' }, '返回列表'))));
  }

  async function prepare(visit) {
    if (!navigator.onLine) return;
    try { await Field.bundles.fetch(visit); } catch (error) { /* what is on the phone stands */ }
  }

  /* parts: [visit, part, rest, anchor] from the address. */
  async function page(parts) {
    const visit = parts[0];
    const session = await Field.session.enter(visit);
    if (session && session.row.status !== 'open') return sealed(session);
    if (session) return writing(session, parts[1], parts[2]);
    const state = await Field.account.state();
    const known = state && state.visits.find(function (one) { return one.id === visit; });
    const row = await Field.records.ofVisit(visit);
    if (row) return Field.conflict.page(row);
    if (known && known.status === 'recorded') { window.location.replace('/inspections/visits/' + visit + '/'); return h('p', { class: 'muted' }, '正在打开检查记录……'); }
    if (known) await prepare(visit);
    const bundle = known && await Field.bundles.get(visit);
    return bundle ? preview(visit, known, bundle) : absent(known);
  }

  Field.visit = { page: page, header: header };
}());
