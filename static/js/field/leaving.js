/* Signing out of the phone's pages: refused while something waits, unless it was exported; then the key goes. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  function form(token) {
    const made = h('form', { method: 'post', action: '/accounts/logout/', hidden: true }, h('input', { type: 'hidden', name: 'csrfmiddlewaretoken', value: token }));
    document.body.append(made);
    return made;
  }

  async function choose(waiting) {
    const open = waiting.filter(function (row) { return row.status === 'open'; }).length;
    const words = [waiting.length - open ? (waiting.length - open) + ' 份检查记录没有上传' : '', open ? open + ' 次检查没有结束' : ''].filter(Boolean).join('，');
    return ui.ask('暂不能退出登录', h('div', {}, h('p', {}, '本机还有 ' + words + '。退出后这些内容在本机无法读取，所以请先上传。'),
      h('p', {}, '没有网络时，可以先导出成文件再退出，文件可交党建办导入；导出的记录仍加密存在本机，您再次登录后可以继续上传。')),
    [{ value: '', words: '返回' }, { value: 'export', words: '导出后退出' }, { value: 'upload', words: '立即上传', kind: 'primary' }]);
  }

  async function leave() {
    await Field.session.flush();
    if (Field.session.unsaved()) { ui.toast('还有内容没有保存，暂不能退出。请先处理本页上方的提示。', 'bad'); return; }
    const current = Field.account.current();
    const waiting = current ? (await Field.records.waiting()).filter(function (row) { return !row.exported; }) : [];
    if (waiting.length) {
      const answer = await choose(waiting);
      if (answer === 'upload') { window.location.hash = '#/'; Field.app.upload(); }
      if (answer !== 'export') return;
      await Field.exporter.save(waiting.map(function (row) { return row.id; }));
    }
    await out(current);
  }

  async function out(current) {
    let token = '';
    try {
      token = (await Field.api.state()).csrf;
    } catch (error) {
      if (error.kind !== 'signin') { ui.toast('退出登录需要网络。有网络时再退出；先锁屏保管好手机。', 'bad'); return; }
    }
    if (current) await forget(current);
    if (!token) { window.location.assign('/accounts/login/'); return; }
    form(token).submit();
  }

  /* Without the key nothing can be read; when nothing waits the rest goes as well. */
  async function forget(current) {
    await Field.session.close();
    await current.db.drop('meta', 'key');
    await Field.store.device.drop('meta', 'turn');
    window.Portal.forget('field-here');
    if (!(await current.db.all('records')).some(function (row) { return row.body; })) await Field.store.erase(current.user);
  }

  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-field-out]')) leave();
  });
}());
