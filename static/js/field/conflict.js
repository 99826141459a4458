/* What became of a record that has left the phone; of a conflict, what was mine beside what stands in the portal. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  const WORDS = {
    stored: ['ok', '平台已收到并入库，本机不再保留内容。'],
    conflict: ['bad', '同一次检查已有另一份不同的记录。您的这份完整存在平台，没有覆盖任何内容，由党建办比对后决定采用哪一份，您不必重新检查。'],
    held: ['warn', '平台已收到您的记录并完整保存，但暂时不能入库，由党建办处理，您不必重新检查。'],
    receiving: ['info', '平台正在接收。'],
    displaced: ['idle', '党建办已改用另一份记录，您的这份仍在平台完整留存。'],
    discarded: ['idle', '党建办比对后没有采用这份记录，原件仍在平台留存。'],
  };

  function value(clause, result) {
    if (!result || !result.verdict) return ['未查', ''];
    const titles = (clause.levels || []).concat(clause.members || []).filter(function (row) { return (result.members || []).indexOf(row[0]) >= 0; }).map(function (row) { return row[1]; });
    const told = [result.value ? '核实 ' + result.value + (clause.unit ? ' ' + clause.unit : '') : '', titles.join('、'), result.note || ''].filter(Boolean);
    return [Field.words.VERDICTS[result.verdict], told.join('；')];
  }

  function side(title, told) {
    return h('div', {}, h('span', { class: 'compare__label' }, title), h('strong', {}, told[0]), told[1] ? h('div', { class: 'small' }, told[1]) : null);
  }

  function differences(bundle, mine) {
    const rows = [];
    bundle.sections.forEach(function (section) {
      section.clauses.forEach(function (clause) {
        const own = value(clause, mine.results[clause.id]);
        const stands = value(clause, clause.result);
        if (own.join('|') === stands.join('|')) return;
        rows.push(h('li', {}, h('span', {}, (clause.clause ? clause.clause + '　' : '') + clause.title), h('div', { class: 'conflict' }, side('本机记录', own), side('平台现有记录', stands))));
      });
    });
    return rows;
  }

  async function comparison(row, head) {
    if (row.status !== 'conflict' || !head.mine) return null;
    let bundle = null;
    try { bundle = await Field.api.bundle(row.visit); } catch (error) { bundle = await Field.bundles.get(row.visit); }
    if (!bundle) return ui.panel('两份记录的不同', null, h('p', { class: 'muted' }, '有网络时显示与平台现有记录的不同。'));
    const rows = differences(bundle, head.mine);
    return ui.panel('两份记录的不同', h('span', { class: 'small muted' }, rows.length + ' 项'), rows.length ? h('ul', { class: 'sync' }, rows) : h('p', {}, '逐项结论相同，不同之处在评价、问题或照片。'));
  }

  async function page(row) {
    const head = await Field.vault.openValue(Field.account.current().key, row.head);
    const told = WORDS[row.status] || WORDS.stored;
    await Field.records.seen(row, head);
    const rows = [['检查', head.round], ['结束时间', head.ended_at ? Field.words.moment(head.ended_at) : ''], ['平台收到', Field.words.moment(head.received_at)],
      ['内容', '已查 ' + head.done + ' 项，问题 ' + head.findings + ' 个，' + (head.rechecks ? '复查 ' + head.rechecks + ' 个，' : '') + '照片 ' + head.photos + ' 张'], ['说明', head.late ? '批次结束后上传，已标明“逾期上传”' : '']];
    return h('div', { 'data-outcome': true }, ui.head(head.name, Field.words.state(row.status, true), [head.round]), h('div', { class: 'stack' },
      head.remark ? ui.notice('warn', head.remark) : null,
      ui.notice(told[0], told[1], head.problem ? h('p', { class: 'mt-1' }, '原因：' + head.problem) : null),
      ui.panel('本次检查', null, ui.pairs(rows)),
      await comparison(row, head),
      row.status === 'conflict' || row.status === 'held' ? h('p', { class: 'small muted' }, '党建办在“督查验收—手机记录”中比对处理，结果会显示在这里。') : null),
      h('div', { class: 'dock' }, h('a', { class: 'btn btn-plain', href: '#/' }, '返回列表'), head.url ? h('a', { class: 'btn btn-plain', href: head.url }, '查看平台上的记录') : null));
  }

  Field.conflict = { page: page };
}());
