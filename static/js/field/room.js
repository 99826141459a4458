/* No room on the phone: what is not saved stays in the page, with what can be done about it in sight. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;

  function box() { return document.querySelector('[data-room]'); }

  function clear(session) {
    session.trouble = null;
    const old = box();
    if (old) old.remove();
  }

  /* Writes again what found no room before. */
  async function retry(session) {
    clear(session);
    const lacking = session.lacking.splice(0);
    for (const one of lacking) await one();
    session.dirty = true;
    await session.flush();
    /* The page may have been drawn anew since: photos are shown where they belong now. */
    if (lacking.length && !session.unsaved()) Field.app.draw();
  }

  /* Above the form that is being filled in; one at a time. */
  function warn(session, error) {
    clear(session);
    session.trouble = error;
    const photos = session.lacking.length ? '，其中照片 ' + session.lacking.length + ' 张（导出文件不含这些照片）' : '';
    const made = ui.notice('bad', Field.storage.trouble(error), h('p', { class: 'mt-1' }, '没有保存的内容还在本页' + photos + '。请不要关闭本页。'),
      h('div', { class: 'acts mt-2' }, ui.button('重试保存', function () { retry(session); }, { icon: 'refresh', kind: 'primary' }),
        ui.button('立即上传', function () { Field.app.upload(); }, { icon: 'up' }),
        ui.button('导出本次检查', function () { Field.exporter.save([session.draft.record]); }, { icon: 'export' })));
    made.setAttribute('data-room', '');
    made.classList.add('mb-2');
    document.getElementById('main').prepend(made);
    made.scrollIntoView({ block: 'nearest' });
  }

  /* Little room: said before the next photo is taken, not after. */
  function slot() {
    const place = h('div');
    Field.storage.look().then(function (told) {
      if (told && told.low) ui.fill(place, ui.notice('warn', '本机可用空间只剩 ' + Field.words.size(told.left) + '。请先上传或导出已结束的记录，再拍照。'));
    }).catch(function () { /* not every browser tells */ });
    return place;
  }

  Field.room = { warn: warn, clear: clear, slot: slot };
}());
