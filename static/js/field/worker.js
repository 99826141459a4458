/* The service worker of /field/: the shell of one version, whole, and nothing personal. An update waits until it is asked in. */
(function () {
  'use strict';

  const NAME = 'field-shell-';
  const SHELL = self.SHELL;
  const CACHE = NAME + SHELL.version;
  const OWN = new Set(SHELL.files);
  const PAGE = /^\/field\/(shell\/|[0-9a-f-]{36}\/)?$/;

  self.addEventListener('install', function (event) {
    event.waitUntil(self.caches.open(CACHE).then(function (cache) {
      return cache.addAll(SHELL.files.concat(SHELL.page).map(function (path) {
        return new Request(path, { cache: 'reload', credentials: 'omit' });
      }));
    }));
  });

  self.addEventListener('activate', function (event) {
    event.waitUntil(self.caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(NAME) === 0 && name !== CACHE; })
        .map(function (name) { return self.caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
  });

  function kept(path, request) {
    return self.caches.open(CACHE).then(function (cache) { return cache.match(path); }).then(function (found) {
      return found || self.fetch(request);
    });
  }

  self.addEventListener('fetch', function (event) {
    const request = event.request;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin) return;
    if (OWN.has(url.pathname)) { event.respondWith(kept(url.pathname, request)); return; }
    /* The pages with network name themselves by a query (?online, ?s=…). */
    const wanted = request.mode === 'navigate' && PAGE.test(url.pathname) && !url.search;
    if (wanted) event.respondWith(kept(SHELL.page, request));
  });

  self.addEventListener('message', function (event) {
    if (event.data === 'update') self.skipWaiting();
  });

  /* The network is back while no page is open. */
  self.addEventListener('sync', function (event) {
    if (event.tag !== 'field-upload') return;
    event.waitUntil(self.Field.uploader.run().then(function (outcome) {
      if (outcome === 'later') throw new Error('not yet');
    }));
  });
}());
