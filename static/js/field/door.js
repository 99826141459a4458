/* On the pages with network: prepares the offline app and goes there; says why where the browser cannot. */
(function () {
  'use strict';

  const box = document.querySelector('[data-field-door]');
  if (!box) return;
  const visit = /^\/field\/([0-9a-f-]{36})\//.exec(window.location.pathname);
  const asked = new URLSearchParams(window.location.search).has('online');

  function say(name) {
    box.querySelectorAll('[data-door]').forEach(function (words) { words.hidden = words.dataset.door !== name; });
    box.hidden = false;
  }

  /* Nobody is taken away from a form that he may be typing in. */
  function ready() {
    const place = '/field/shell/' + (visit ? '#/v/' + visit[1] : '#/');
    if (!visit && !asked) { window.location.replace(place); return; }
    box.querySelector('[data-door-link]').href = place;
    say('ready');
  }

  async function prepare() {
    const registration = await navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' });
    const coming = registration && (registration.active || registration.installing || registration.waiting);
    if (!coming) return;
    if (coming.state === 'activated') { ready(); return; }
    if (!visit && !asked) say('preparing');
    coming.addEventListener('statechange', function () {
      if (coming.state === 'activated') ready();
      if (coming.state === 'redundant') say('failed');
    });
  }

  if (!window.isSecureContext) { say('plain'); return; }
  if (!navigator.serviceWorker || !window.indexedDB || !(window.crypto && window.crypto.subtle)) { say('old'); return; }
  prepare().catch(function () { say('failed'); });
}());
