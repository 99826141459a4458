/* The number at the bell of a page that stays open: asked again every minute while somebody looks at it, at once on return. */
(function () {
  'use strict';

  const EVERY = 60000;
  const bell = document.querySelector('[data-bell]');
  if (!bell) return;
  const box = bell.querySelector('[data-bell-count]');
  const number = bell.querySelector('[data-bell-number]');
  let last = Date.now();

  function show(unread) {
    const words = unread > 99 ? '99+' : String(unread);
    if (number.textContent !== words) number.textContent = words;
    box.hidden = !unread;
    bell.setAttribute('aria-label', unread ? '消息，' + unread + ' 条未读' : '消息');
  }

  async function ask() {
    last = Date.now();
    try {
      const answer = await fetch(bell.dataset.bell, { headers: { 'X-Requested-With': 'fetch' }, credentials: 'same-origin' });
      if (answer.ok && !answer.redirected) show((await answer.json()).unread);
    } catch (error) { /* no network: asked again in a minute */ }
  }

  window.setInterval(function () { if (!document.hidden) ask(); }, EVERY);
  document.addEventListener('visibilitychange', function () { if (!document.hidden && Date.now() - last > EVERY / 4) ask(); });
  window.Portal.bell = { ask: ask };
}());
