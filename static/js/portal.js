/* Shared helpers (window.Portal), the 大字 switch, menus, toasts. Chromium 86 is the floor; no build step. */
(function () {
  'use strict';

  function meta(name) {
    const found = document.querySelector('meta[name="' + name + '"]');
    return found ? found.content : '';
  }

  /* The cookie first: signing in again in another tab changes it, the field of a page that stayed open is then out of date. */
  function csrfToken() {
    const cookie = document.cookie.split('; ').find(function (part) { return part.indexOf('csrftoken=') === 0; });
    if (cookie) return decodeURIComponent(cookie.slice(10));
    const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
    return field ? field.value : '';
  }

  function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', meta('portal-icons') + '#' + name);
    svg.appendChild(use);
    return svg;
  }

  function clockTime(date) {
    const two = function (n) { return (n < 10 ? '0' : '') + n; };
    return two(date.getHours()) + ':' + two(date.getMinutes());
  }

  function toast(text, tone) {
    const host = document.querySelector('[data-toasts]');
    if (!host) return;
    const box = document.createElement('div');
    box.className = 'toast show' + (tone === 'bad' ? ' toast--bad' : '');
    box.setAttribute('role', tone === 'bad' ? 'alert' : 'status');
    const body = document.createElement('div');
    body.className = 'toast__body';
    body.appendChild(icon(tone === 'bad' ? 'bad' : 'ok'));
    const words = document.createElement('span');
    words.textContent = text;
    body.appendChild(words);
    box.appendChild(body);
    host.appendChild(box);
    window.setTimeout(function () { box.remove(); }, tone === 'bad' ? 12000 : 5000);
  }

  function remember(key, value) {
    try { window.localStorage.setItem(key, value); } catch (error) { /* storage may be full or forbidden */ }
  }

  function recall(key) {
    try { return window.localStorage.getItem(key); } catch (error) { return null; }
  }

  function forget(key) {
    try { window.localStorage.removeItem(key); } catch (error) { /* as above */ }
  }

  /* In a "beforeunload": the browser asks whether to leave; older ones only ask for a returnValue. Whoever stays may send again. */
  function askToStay(event) {
    event.preventDefault();
    event.returnValue = true;
    window.setTimeout(function () {
      document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
    }, 500);
  }

  window.Portal = { askToStay: askToStay, meta: meta, csrfToken: csrfToken, icon: icon, clockTime: clockTime, toast: toast, remember: remember, recall: recall, forget: forget };

  /* 大字: the class is set by the server from the cookie, so that pages do not jump; localStorage keeps it when cookies go. */
  const LARGE = 'large_text';

  function setLarge(on) {
    document.documentElement.classList.toggle('large-text', on);
    document.cookie = LARGE + '=' + (on ? '1' : '0') + '; path=/; max-age=31536000; samesite=lax';
    remember(LARGE, on ? '1' : '0');
    document.querySelectorAll('[data-large-text]').forEach(function (button) { button.setAttribute('aria-pressed', String(on)); });
  }

  if (document.cookie.indexOf(LARGE + '=') < 0 && recall(LARGE) === '1') setLarge(true);

  document.addEventListener('click', function (event) {
    const large = event.target.closest('[data-large-text]');
    if (large) setLarge(!document.documentElement.classList.contains('large-text'));
    const print = event.target.closest('[data-print]');
    if (print) window.print();
    document.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) menu.removeAttribute('open');
    });
  });

  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    const menu = document.querySelector('details.menu[open]');
    if (menu) { menu.removeAttribute('open'); menu.querySelector('summary').focus(); }
  });

  /* A select or checkbox that answers at once: <select data-submit>. */
  document.addEventListener('change', function (event) {
    if (event.target.matches('[data-submit]') && event.target.form) event.target.form.requestSubmit();
  });

  /* One press, one submission. */
  document.addEventListener('submit', function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('data-repeatable')) return;
    if (form.dataset.sent) { event.preventDefault(); window.Portal.toast('正在提交，请稍候，不必再按。'); return; }
    form.dataset.sent = '1';
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });

  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
  });

  const summary = document.querySelector('[data-focus]');
  if (summary) summary.focus();

  /* A session that has ended answers a fragment with the sign-in page: go there instead of pasting it in. */
  document.addEventListener('htmx:beforeSwap', function (event) {
    const address = event.detail.xhr.responseURL || '';
    if (address.indexOf('/accounts/login') < 0) return;
    event.detail.shouldSwap = false;
    window.location.assign('/accounts/login/?next=' + encodeURIComponent(window.location.pathname + window.location.search));
  });

  document.addEventListener('htmx:responseError', function (event) {
    const status = event.detail.xhr.status;
    if (status === 401 || status === 403) toast('登录已过期或没有权限，请重新登录后再试。', 'bad');
    else toast('没有办成，请稍后再试。', 'bad');
  });
  /* Forms that save by themselves (a clause of a visit) are sent again when the network is back; others are the person's to repeat. */
  const unsent = new Set();

  function sendAgain() {
    unsent.forEach(function (form) {
      unsent.delete(form);
      if (document.contains(form)) window.htmx.trigger(form, 'change');
    });
  }

  document.addEventListener('htmx:sendError', function (event) {
    const form = event.target.closest && event.target.closest('form[hx-trigger="change"]');
    if (!form) { toast('网络不通，没有办成。', 'bad'); return; }
    if (!unsent.size) toast('网络不通，请不要关闭本页；有网络后自动保存。', 'bad');
    unsent.add(form);
    const state = document.querySelector(form.getAttribute('hx-target'));
    if (!state) return;
    state.textContent = '';
    state.appendChild(icon('clock'));
    state.appendChild(document.createTextNode('待保存'));
  });
  window.addEventListener('online', sendAgain);
  window.setInterval(sendAgain, 15000);
  window.addEventListener('beforeunload', function (event) { if (unsent.size) window.Portal.askToStay(event); });
}());
