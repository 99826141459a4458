/* The frame: addresses after #, the bar above, upload when there is network, and the update that waits. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;
  const main = document.getElementById('main');
  let drawn = 0;
  let shown = '';
  let waitingWorker = null;

  function parts() {
    return window.location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent).filter(Boolean);
  }

  function nobody() {
    return h('div', {}, ui.head('我的检查', null, []), ui.panel('请先登录', null,
      h('p', {}, navigator.onLine ? '本机没有您的检查数据。登录后下载检查任务，之后没有网络也能检查。' : '本机没有登录的账号。请在有网络时登录一次，下载检查任务。'),
      h('p', {}, h('a', { class: 'btn btn-primary', href: '/accounts/login/?next=/field/' }, '登录'))));
  }

  async function content(at) {
    if (!Field.account.current() || !await Field.account.state()) return nobody();
    if (at[0] === 'v' && at[1]) return Field.visit.page(at.slice(1));
    await Field.session.close();
    return Field.list.page();
  }

  function anchor(at) {
    if (at[0] !== 'v') return null;
    const name = at[2] === 's' ? 'c-' + at[4] : at[3];
    return name ? document.getElementById(name) : null;
  }

  /* There was no room for what is typed: back to where it stands. */
  function stay(visit) {
    if (parts()[1] !== visit) window.location.replace('/field/#/v/' + visit);
    ui.toast('还有内容没有保存，请先处理本页上方的提示。', 'bad');
  }

  async function draw() {
    const turn = drawn += 1;
    const at = parts();
    const address = at.join('/');
    await Field.session.flush();
    let made;
    try {
      made = await content(at);
    } catch (error) {
      if (error.unsaved) { stay(error.unsaved); return; }
      made = ui.panel('没有打开', null, h('p', {}, '读取本机数据时出错：' + (error.message || '未知原因') + '。请刷新重试。'), ui.button('刷新', function () { window.location.reload(); }));
    }
    if (turn !== drawn) return;
    Field.pictures.forget();
    ui.fill(main, made);
    Field.session.remind();
    const target = anchor(at);
    if (target) target.scrollIntoView({ block: 'start' });
    else if (address !== shown) window.scrollTo(0, 0);
    if (shown && address !== shown) (target || main).focus({ preventScroll: true });
    shown = address;
  }

  /* The bar: offline, and how many wait. */
  async function bar() {
    const box = document.querySelector('[data-bar]');
    const rows = Field.account.current() ? await Field.records.waiting() : [];
    const count = rows.filter(function (row) { return row.status !== 'open'; }).length;
    const away = !navigator.onLine;
    box.hidden = !away && !count;
    ui.fill(box.firstElementChild, ui.icon(away ? 'off' : 'up'), away ? '离线，记录存在本机' : '记录存在本机', count ? h('span', { class: 'offline__end' }, '待上传 ' + count) : null);
  }

  function onList() { return parts()[0] !== 'v'; }

  let soon = 0;
  function redraw() {
    if (soon) return;
    soon = window.setTimeout(function () {
      soon = 0;
      bar();
      if (!onList() || document.querySelector('dialog[open]')) return;
      /* While photos go up by the hundred the cards stand still; only the panel of the sync moves. */
      if (Field.uploader.status.phase === 'running') Field.list.refresh();
      else draw();
    }, 300);
  }

  /* Another account has signed in, here or in another window: nothing of the former one stays on the screen. */
  let whose = 0;
  async function mindAccount() {
    await Field.session.flush();
    const now = await Field.account.wake();
    const user = now ? now.user : 0;
    if (whose && user !== whose) { main.textContent = ''; window.location.replace('/field/#/'); window.location.reload(); }
    whose = user;
  }

  Field.hear(function (kind) {
    redraw();
    if (kind === 'state') mindAccount();
    /* Only pages that show what became of a record: nobody's form is drawn anew under his fingers. */
    if (kind === 'records' && main.querySelector('[data-outcome]')) draw();
  });

  async function refresh() {
    try {
      const state = await Field.account.refresh();
      if (!Field.account.current()) { main.textContent = ''; window.location.replace('/field/?online'); return; }
      await Field.records.heed(state.records);
      await Field.bundles.tidy(state.visits);
    } catch (error) {
      if (error.kind === 'signin' && !Field.account.current()) window.location.replace('/accounts/login/?next=/field/');
    }
  }

  async function upload() {
    const outcome = await Field.uploader.hurry();
    if (outcome === 'busy') ui.toast('正在上传，请稍候。');
    if (outcome === 'later' && !navigator.onLine) ui.toast('没有网络，有网络时自动上传。', 'bad');
  }

  /* After an ending: now if there is network, else when it is back, even with the page closed. */
  Field.leaveUploads = function () {
    Field.uploader.hurry();
    askForSync();
  };

  function askForSync() {
    navigator.serviceWorker.ready.then(function (registration) {
      return registration.sync ? registration.sync.register('field-upload') : null;
    }).catch(function () { /* the page itself tries too */ });
  }

  function noteUpdate(registration) {
    const look = function () {
      waitingWorker = registration.waiting;
      if (waitingWorker && navigator.serviceWorker.controller) redraw();
    };
    look();
    registration.addEventListener('updatefound', function () {
      const coming = registration.installing;
      coming.addEventListener('statechange', function () { if (coming.state === 'installed') look(); });
    });
  }

  async function applyUpdate() {
    const open = (await Field.records.waiting()).some(function (row) { return row.status === 'open'; });
    if (open) {
      const answer = await ui.ask('有检查没有结束', h('p', {}, '更新不影响已填写的内容，但建议检查结束后再更新。'), [{ value: '', words: '以后再说' }, { value: 'go', words: '现在更新', kind: 'primary' }]);
      if (answer !== 'go') return;
    }
    navigator.serviceWorker.addEventListener('controllerchange', function () { window.location.reload(); });
    if (waitingWorker) waitingWorker.postMessage('update');
  }

  async function serve() {
    const registration = await navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' });
    if (registration) noteUpdate(registration);
  }

  async function start() {
    if (!Field.vault.possible || !navigator.serviceWorker) { window.location.replace('/field/?online'); return; }
    const visit = /^\/field\/([0-9a-f-]{36})\/$/.exec(window.location.pathname);
    if (visit) window.history.replaceState(null, '', '/field/#/v/' + visit[1]);
    if (document.cookie.indexOf('large_text=1') >= 0) document.documentElement.classList.add('large-text');
    await mindAccount();
    if (Field.account.current()) await draw();
    serve().catch(function () { /* the page works without; the next visit tries again */ });
    await refresh();
    if (!main.querySelector('h1')) await draw();
    bar();
    /* What does not go up now is left to the worker as well: the page may be closed before the network is back. */
    if (await Field.uploader.run() === 'later') askForSync();
  }

  window.addEventListener('hashchange', draw);
  window.addEventListener('pageshow', function (event) { if (event.persisted) window.location.reload(); });
  window.addEventListener('online', function () { bar(); refresh().then(Field.uploader.hurry); });
  window.addEventListener('offline', bar);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) Field.uploader.hurry(); });

  Field.app = { draw: draw, upload: upload, update: function () { return waitingWorker; }, applyUpdate: applyUpdate };
  start();
}());
