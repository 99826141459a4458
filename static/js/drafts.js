/* What was typed and has not reached the server waits in this machine, under the person's own key: window.Portal.drafts.

   localStorage "draft:USER:URL#PAGE" holds {url, where, title, page, pages, version, at, focus, fields: {name: {values, base, ticks}}}.
   Another person who signs in here neither sees nor sends it. On every page of its owner it is sent again, at once, with
   growing pauses, and when the network is back; what the server refuses is shown until the person has copied or dropped it.
   Signing out while something waits says so first. autosave.js writes and takes up the drafts of the forms on its page. */
(function () {
  'use strict';

  const user = window.Portal.meta('portal-user');
  const mark = 'draft:' + user + ':';
  const PAUSES = [5000, 10000, 20000, 40000, 60000];
  /* Browsers carry at most 64 KiB of requests past the end of a page. */
  const KEPT_ALIVE = 60000;
  const refused = new Set();
  let tries = 0;
  let timer = 0;
  let flushing = false;

  function keep(draft) {
    draft.at = Date.now();
    try { window.localStorage.setItem(mark + draft.url + '#' + draft.page, JSON.stringify(draft)); return true; } catch (error) { return false; }
  }

  function drop(draft) {
    window.Portal.forget(mark + draft.url + '#' + draft.page);
  }

  function all() {
    const found = [];
    if (!user) return found;
    try {
      for (let n = 0; n < window.localStorage.length; n += 1) {
        const key = window.localStorage.key(n);
        if (key.indexOf(mark) !== 0) continue;
        const draft = read(key);
        if (draft) found.push(draft);
      }
    } catch (error) { /* storage may be forbidden */ }
    return found.sort(function (a, b) { return a.at - b.at; });
  }

  function read(key) {
    try {
      const draft = JSON.parse(window.localStorage.getItem(key));
      return draft && draft.fields && draft.page ? draft : null;
    } catch (error) { return null; }
  }

  function pause(attempt) {
    const wait = PAUSES[Math.min(attempt, PAUSES.length - 1)];
    return wait + Math.floor(Math.random() * wait / 4);
  }

  /* One request; the kind of its answer: saved, conflict, wrong, closed, out (signed out), lost. */
  async function send(draft) {
    let answer;
    const body = String(bodyOf(draft));
    try {
      answer = await fetch(draft.url, {
        method: 'POST', body: new URLSearchParams(body), credentials: 'same-origin', redirect: 'manual', keepalive: body.length < KEPT_ALIVE,
        headers: { 'X-CSRFToken': window.Portal.csrfToken(), 'X-Requested-With': 'fetch', Accept: 'application/json' }
      });
    } catch (error) { return { kind: 'lost', data: {} }; }
    const json = (answer.headers.get('content-type') || '').indexOf('json') >= 0;
    let data = {};
    try { data = json ? await answer.json() : {}; } catch (error) { return { kind: 'lost', data: {} }; }
    return { kind: kindOf(answer, json, data), data: data };
  }

  function kindOf(answer, json, data) {
    if (answer.type === 'opaqueredirect' || answer.status === 401 || (answer.status === 403 && !json)) return 'out';
    if (answer.ok) return json ? 'saved' : 'lost';
    if (answer.status === 404) { data.message = '这份表格已不在您可以填写的范围内，没有保存。'; return 'closed'; }
    if (answer.status === 409) return data.conflicts ? 'conflict' : 'closed';
    if (answer.status === 422) return 'wrong';
    return answer.status === 400 || answer.status === 403 || answer.status === 413 ? 'closed' : 'lost';
  }

  function bodyOf(draft) {
    const body = new URLSearchParams();
    const bases = {};
    Object.keys(draft.fields).forEach(function (name) {
      const field = draft.fields[name];
      (field.values.length ? field.values : ['']).forEach(function (value) { body.append(name, value); });
      bases[name] = field.ticks ? [field.base, field.ticks] : [field.base];
    });
    body.append('version', draft.version);
    body.append('bases', JSON.stringify(bases));
    body.append('page', draft.pages.join(' '));
    if (draft.part !== undefined) body.append('part', draft.part);
    body.append('autosave', '1');
    return body;
  }

  /* Drafts whose form is not on this page. */
  function elsewhere() {
    const here = Array.from(document.querySelectorAll('form[data-autosave]')).map(function (form) { return form.dataset.autosave; });
    return all().filter(function (draft) { return here.indexOf(draft.url) < 0 && !refused.has(draft.url + draft.page); });
  }

  async function flush() {
    const waiting = elsewhere();
    if (flushing || !waiting.length) return;
    flushing = true;
    const stored = [];
    let again = false;
    for (const draft of waiting) {
      const answer = await send(draft);
      if (answer.kind === 'saved') { drop(draft); stored.push(draft.title); }
      else if (answer.kind === 'lost' || answer.kind === 'out') { again = answer.kind === 'lost'; break; }
      else { refused.add(draft.url + draft.page); show(draft, answer); }
    }
    flushing = false;
    if (stored.length) window.Portal.toast('上次没有上传的内容已保存：' + Array.from(new Set(stored)).join('、'));
    if (again) { timer = window.setTimeout(flush, pause(tries)); tries += 1; } else tries = 0;
  }

  /* A box with what was typed, to be copied; "where" leads to its form while that may still be filled in. */
  function show(draft, answer) {
    const choice = answer.kind === 'conflict' || answer.kind === 'wrong';
    const box = boxOf(draft, choice ? '“' + draft.title + '”有内容需要您处理后才能保存。' : answer.data.message || '没有保存。', choice);
    const main = document.getElementById('main');
    if (main) main.insertBefore(box, main.firstChild);
  }

  function boxOf(draft, words, link) {
    const box = document.createElement('div');
    box.className = 'notice notice--warn mb-3 no-print';
    box.setAttribute('role', 'alert');
    box.dataset.kept = draft.url;
    const inner = document.createElement('div');
    const head = document.createElement('strong');
    head.textContent = words;
    const some = Object.keys(draft.fields).length > 0;
    inner.appendChild(head);
    if (some) inner.appendChild(textsOf(draft));
    const acts = document.createElement('div');
    acts.className = 'sample-row mt-2';
    if (link) acts.appendChild(linkTo(draft.where, '去处理'));
    acts.appendChild(button(some ? '不要了' : '知道了', 'btn btn-plain', function () { drop(draft); box.remove(); }));
    inner.appendChild(acts);
    box.append(window.Portal.icon('warn'), inner);
    return box;
  }

  function textsOf(draft) {
    const list = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = '您填写的内容（存在本机，可复制）';
    list.className = 'folded mt-2';
    list.open = true;
    list.appendChild(summary);
    Object.keys(draft.fields).forEach(function (name) {
      const label = document.createElement('label');
      const text = document.createElement('textarea');
      text.className = 'form-control';
      text.readOnly = true;
      text.rows = 2;
      text.value = draft.fields[name].words || draft.fields[name].values.join('、');
      label.className = 'd-block mt-2';
      label.append(draft.fields[name].label || name, text);
      list.append(label, button('复制', 'btn btn-plain mt-1', function () { copy(text); }));
    });
    return list;
  }

  function copy(text) {
    text.select();
    try { document.execCommand('copy'); window.Portal.toast('已复制。'); } catch (error) { window.Portal.toast('请按 Ctrl+C 复制。', 'bad'); }
  }

  function button(words, kind, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = kind;
    made.textContent = words;
    made.addEventListener('click', act);
    return made;
  }

  function linkTo(where, words) {
    const made = document.createElement('a');
    made.className = 'btn btn-plain';
    made.href = where;
    made.textContent = words;
    return made;
  }

  /* Signing out: what can still go up goes up; what cannot is said. */
  let mayLeave = false;
  window.addEventListener('submit', async function (event) {
    const form = event.target;
    if (!form.matches('form[data-logout]') || mayLeave) return;
    if (!all().length && !(window.Portal.autosave && window.Portal.autosave.unsent())) { delete form.dataset.confirm; return; }
    if (form.dataset.confirm) return; /* asked already: confirm.js has the word */
    event.preventDefault();
    event.stopImmediatePropagation();
    if (window.Portal.autosave) await window.Portal.autosave.flush();
    await flush();
    const titles = Array.from(new Set(all().map(function (draft) { return draft.title; })));
    mayLeave = true;
    if (titles.length) {
      form.dataset.confirmTitle = '还有内容没有上传';
      form.dataset.confirmLabel = '仍要退出';
      form.dataset.confirm = '“' + titles.join('”“') + '”有内容没有上传，已存在本机。退出后别人看不到；您下次在这台电脑登录时自动上传。建议等恢复网络、上传完再退出。';
    }
    form.requestSubmit();
    mayLeave = false;
  }, true);

  window.Portal.drafts = { user: user, keep: keep, drop: drop, all: all, send: send, pause: pause, boxOf: boxOf, button: button };
  window.addEventListener('online', function () { window.clearTimeout(timer); flush(); });
  if (user) timer = window.setTimeout(flush, 1500);
}());
