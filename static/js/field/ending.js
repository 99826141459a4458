/* 结束检查: what is missing, each a link; then the record is sealed and waits for the network. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  /* [words, where] of what the portal asks for, and of what might have been forgotten. */
  function look(session) {
    const base = '#/v/' + session.draft.visit;
    const must = [];
    const maybe = [];
    if (!session.draft.methods.length) must.push(['选择检查方式', base + '/site/f-methods']);
    if (!session.draft.summary) must.push(['填写总体评价', base + '/site/f-summary']);
    session.clauses().forEach(function (clause) {
      const place = base + '/s/' + session.sectionOf(clause).code + '/' + clause.id;
      const result = session.result(clause);
      const words = Field.clause.lack(clause, result);
      if (words) must.push([clause.title + '：' + words, place]);
      else if (!result || !result.verdict) maybe.push([clause.title + '未查', place]);
      else if (result.verdict === 'fail' && !session.draft.findings.some(function (finding) { return finding.criterion === clause.id; })) maybe.push([clause.title + '不达标，未记问题', place]);
    });
    session.draft.findings.forEach(function (finding) {
      const clause = session.clauses().find(function (one) { return one.id === finding.criterion; });
      const place = clause ? '/s/' + session.sectionOf(clause).code + '/' + clause.id : '/site/f-findings';
      if (!finding.description) must.push([(clause ? clause.title : '其他问题') + '：有问题没有写明情况', base + place]);
    });
    Field.recheck.rows(session).forEach(function (row) {
      const held = Field.recheck.known(session, row);
      const words = Field.recheck.lack(held);
      if (words) must.push([row.description + '：' + words, base + '/recheck/r-' + row.id]);
      else if (!held.verdict) maybe.push([row.description + '待复查，未复查', base + '/recheck/r-' + row.id]);
    });
    (session.bundle.checks || []).forEach(function (check) {
      const own = session.draft.checks[check.id];
      if (!own || !own.verdict) maybe.push([check.title + '未查', base + '/site/k-' + check.id]);
    });
    if (!session.draft.signatures.inspector) maybe.push(['督导员未签字', base + '/site']);
    if (!session.draft.signatures.counterpart) maybe.push(['被检查单位未签字', base + '/site']);
    return { must: must, maybe: maybe };
  }

  function links(rows) {
    return h('ul', { class: 'missing' }, rows.map(function (row) { return h('li', {}, h('a', { href: row[1] }, row[0])); }));
  }

  function shortened(rows) {
    if (rows.length <= 12) return links(rows);
    return [links(rows.slice(0, 12)), ui.folded('其余 ' + (rows.length - 12) + ' 项', links(rows.slice(12)))];
  }

  async function seal(session) {
    const answer = await ui.ask('结束检查？', h('div', {}, h('p', {}, '结束后记录存在本机，有网络时自动上传；开始上传前还可以重新打开修改。'),
      h('p', {}, '上传后不能再修改，被检查单位将看到结果。')), [{ value: '', words: '取消' }, { value: 'go', words: '结束检查', kind: 'primary' }]);
    if (answer !== 'go') return;
    await session.shut();
    try {
      await Field.records.end(session.draft);
    } catch (error) {
      session.readonly = false;
      session.draft.ended_at = '';
      Field.room.warn(session, error);
      return;
    }
    await Field.session.close();
    Field.leaveUploads();
    window.location.hash = '#/v/' + session.draft.visit;
    Field.app.draw();
  }

  function total(session, box) {
    ui.fill(box, '有网络时计算');
    if (!navigator.onLine || session.readonly) return;
    Field.api.total(session.draft.visit, JSON.stringify(Field.records.compose(session.draft))).then(function (told) {
      ui.fill(box, told.text || '');
    }, function () { /* shown when there is network; nothing depends on it */ });
  }

  function page(session) {
    const found = look(session);
    const count = session.count();
    const points = h('span');
    total(session, points);
    const again = Field.recheck.rows(session).length ? Field.recheck.count(session) + ' 个，共 ' + Field.recheck.rows(session).length + ' 个' : '';
    const rows = [['已查', count.done + ' 项，共 ' + count.total + ' 项'], ['达标', count.pass + ' 项'], ['不达标', count.fail + ' 项'], ['不适用', count.idle + ' 项'],
      ['问题', session.draft.findings.length + ' 个'], ['复查', again], ['照片', session.draft.photos.length + ' 张'], ['本机合计', Field.points.text(session) || '不计分'], ['平台试算', points]];
    return h('div', { class: 'stack' },
      ui.panel('本次检查', null, ui.pairs(rows)),
      found.must.length ? ui.panel('还差 ' + found.must.length + ' 项，补齐后才能结束', null, shortened(found.must)) : ui.notice('ok', '必填内容已齐，可以结束检查。'),
      found.maybe.length ? ui.panel('请留意 ' + found.maybe.length + ' 项，可以不补', null, shortened(found.maybe)) : null,
      session.readonly ? null : ui.button('结束检查', function () { seal(session); }, { kind: 'primary', wide: true, disabled: found.must.length > 0 }));
  }

  Field.ending = { page: page, look: look };
}());
