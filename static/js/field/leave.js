/* On every page: the keys of others go. Signing out waits for records that have not gone up; then the own key goes with the session. */
(function () {
  'use strict';

  const user = window.Portal.meta('portal-user');
  const name = 'field-' + user;
  let may = false;

  function result(request) {
    return new Promise(function (resolve, reject) {
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  async function dropKey(name) {
    const open = await result(window.indexedDB.open(name));
    if (open.objectStoreNames.contains('meta')) await result(open.transaction('meta', 'readwrite').objectStore('meta').delete('key'));
    open.close();
  }

  /* As on the phone's pages, where the key of each person comes back when he signs in. Looked for once after every change of person. */
  async function lockOthers() {
    const names = (await window.indexedDB.databases()).map(function (one) { return one.name; });
    await Promise.all(names.filter(function (one) { return /^field-\d+$/.test(one) && one !== name; }).map(dropKey));
    window.Portal.remember('field-holder', user);
  }

  /* The database of this person's records, if the device has one; never made here. */
  async function database() {
    const all = await window.indexedDB.databases();
    return all.some(function (one) { return one.name === name; }) ? result(window.indexedDB.open(name)) : null;
  }

  async function rows(open) {
    const all = await result(open.transaction('records').objectStore('records').getAll());
    return all.filter(function (row) { return row.body; });
  }

  async function forget(open, kept) {
    await result(open.transaction('meta', 'readwrite').objectStore('meta').delete('key'));
    open.close();
    if (!kept) await result(window.indexedDB.deleteDatabase(name));
    window.Portal.forget('field-here');
  }

  function refuse(count) {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask';
    dialog.setAttribute('aria-labelledby', 'leave-title');
    dialog.innerHTML = '<form method="dialog"><h2 id="leave-title">暂不能退出登录</h2><div class="ask__body"><p></p></div>' +
      '<div class="ask__acts"><button class="btn btn-plain" value="">返回</button><a class="btn btn-primary" href="/field/">去上传或导出</a></div></form>';
    dialog.querySelector('p').textContent = '本机还有 ' + count + ' 份检查记录没有上传。请在“检查任务”中上传，或导出后退出。';
    dialog.addEventListener('close', function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  async function ask(form) {
    const open = await database();
    if (open) {
      const waiting = await rows(open);
      const count = waiting.filter(function (row) { return !row.exported; }).length;
      if (count) { open.close(); refuse(count); return; }
      await forget(open, waiting.length);
    }
    may = true;
    form.requestSubmit();
    may = false;
  }

  if (user && window.indexedDB && window.indexedDB.databases && window.Portal.recall('field-holder') !== user) {
    lockOthers().catch(function () { /* the next page tries again */ });
  }

  window.addEventListener('submit', function (event) {
    if (may || !event.target.matches('form[data-logout]') || !window.Portal.recall('field-here')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(event.target).catch(function () { window.Portal.toast('没有查清本机的检查记录，请重试。', 'bad'); });
  }, true);
}());
