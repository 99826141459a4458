/* Nothing typed is lost. form[data-autosave="URL"][data-version="N"] posts its changed fields as they change.

   Request: POST, form-encoded: the changed fields, "version", "autosave=1"; header X-Requested-With: fetch.
   Answers: 200 {"version": N, "saved_at": "10:32", "notes": {"field": "sentence"}} · 409 {"message": sentence} (someone else changed it; nothing
   was overwritten) · 422 {"errors": {"field": ["sentence"]}} (the rest was saved if "version" is there) · 401/403/redirect = signed out.
   What could not be sent waits in localStorage under "draft:USER:URL" with the version it was typed on, and is tried again, also after closing
   the page; when the form has moved on meanwhile, the person chooses. */
(function () {
  'use strict';

  const WAIT = 800;
  const RETRY = 15000;
  /* Browsers carry at most 64 KiB of requests past the end of a page. */
  const KEPT_ALIVE = 60000;

  function start(form) {
    const url = form.dataset.autosave;
    const key = 'draft:' + window.Portal.meta('portal-user') + ':' + url;
    const live = document.querySelector(form.dataset.saved || '[data-saved]');
    let changed = new Set();
    let flying = new Set();
    let timer = 0;
    let busy = false;
    let stopped = false;

    function say(words, kind) {
      if (!live) return;
      live.className = 'saved' + (kind === 'bad' ? ' saved--bad' : kind === 'busy' ? ' saved--busy' : '');
      live.textContent = '';
      live.appendChild(window.Portal.icon(kind === 'bad' ? 'warn' : kind === 'busy' ? 'sync' : 'ok'));
      live.appendChild(document.createTextNode(words));
    }

    function values(names) {
      const data = new FormData(form);
      const pairs = [];
      names.forEach(function (name) {
        const all = data.getAll(name).filter(function (value) { return typeof value === 'string'; });
        if (!all.length) pairs.push([name, '']);
        all.forEach(function (value) { pairs.push([name, value]); });
      });
      return pairs;
    }

    function keep(pairs) {
      window.Portal.remember(key, JSON.stringify({ at: Date.now(), version: form.dataset.version || '', pairs: pairs }));
    }

    function markErrors(errors) {
      form.querySelectorAll('.autosave-error').forEach(function (node) { node.remove(); });
      Object.keys(errors || {}).forEach(function (name) {
        const field = form.elements[name];
        const node = field && (field.length && !field.tagName ? field[0] : field);
        if (!node || !node.parentElement) return;
        const box = document.createElement('div');
        box.className = 'field__error autosave-error';
        box.appendChild(window.Portal.icon('bad'));
        box.appendChild(document.createTextNode([].concat(errors[name]).join(' ')));
        node.parentElement.insertBefore(box, node);
      });
    }

    function later(ms) {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { timer = 0; send(); }, ms);
    }

    function lost(words) {
      say(words, 'bad');
      /* The state at the top may be out of sight on a phone: said once more where it is seen. */
      if (!window.Portal.recall(key)) window.Portal.toast(words, 'bad');
      keep(values(changed));
      later(RETRY);
    }

    async function send() {
      if (busy || stopped || !changed.size) return;
      const names = changed;
      const pairs = values(names);
      changed = new Set();
      flying = names;
      busy = true;
      say('正在保存', 'busy');
      const body = new URLSearchParams(pairs);
      body.append('version', form.dataset.version || '');
      body.append('autosave', '1');
      try {
        const answer = await fetch(url, {
          method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual', keepalive: String(body).length < KEPT_ALIVE,
          headers: { 'X-CSRFToken': window.Portal.csrfToken(), 'X-Requested-With': 'fetch', Accept: 'application/json' }
        });
        await settle(answer, names);
      } catch (error) {
        names.forEach(function (name) { changed.add(name); });
        lost('网络不通，已存在本机，将自动重试');
      } finally {
        busy = false;
        flying = new Set();
        if (changed.size && !stopped && !timer) later(WAIT);
      }
    }

    async function settle(answer, names) {
      const signedOut = answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403;
      if (signedOut) {
        names.forEach(function (name) { changed.add(name); });
        return lost('登录已过期，已存在本机；重新登录后自动保存');
      }
      const type = answer.headers.get('content-type') || '';
      const data = type.indexOf('json') >= 0 ? await answer.json() : {};
      if (answer.status === 409) {
        stopped = true;
        keep(values(names));
        say('没有保存', 'bad');
        window.Portal.toast(data.message || '别人刚改过这一项，您的内容没有覆盖。请刷新后再改。', 'bad');
        return undefined;
      }
      if (data.version !== undefined) form.dataset.version = data.version;
      if (answer.status === 422 || answer.status === 400) {
        markErrors(data.errors);
        say(data.message || '有填写不对的，未保存', 'bad');
        return undefined;
      }
      if (!answer.ok) {
        names.forEach(function (name) { changed.add(name); });
        return lost('保存失败，已存在本机，将自动重试');
      }
      markErrors({});
      window.Portal.forget(key);
      say('已保存 ' + (data.saved_at || window.Portal.clockTime(new Date())), 'ok');
      form.dispatchEvent(new CustomEvent('autosave:saved', { bubbles: true, detail: data }));
      return undefined;
    }

    function restore() {
      const kept = window.Portal.recall(key);
      if (!kept) return;
      let draft;
      try { draft = JSON.parse(kept); } catch (error) { window.Portal.forget(key); return; }
      if (arrived(draft)) { window.Portal.forget(key); return; }
      if (draft.version === (form.dataset.version || '')) { apply(draft); window.Portal.toast('已恢复上次没有保存的内容。'); } else offer(draft);
    }

    /* What was sent while the page was closing may have arrived: then there is nothing to bring back. */
    function arrived(draft) {
      const names = new Set(draft.pairs.map(function (pair) { return pair[0]; }));
      return JSON.stringify(values(names)) === JSON.stringify(draft.pairs);
    }

    /* Leaving: once more to the server with a request that outlives the page, and into this machine in case it fails. */
    function leave() {
      flying.forEach(function (name) { changed.add(name); });
      if (!changed.size || stopped) return;
      keep(values(changed));
      if (!busy) send();
    }

    function apply(draft) {
      const names = new Set(draft.pairs.map(function (pair) { return pair[0]; }));
      names.forEach(function (name) {
        const wanted = draft.pairs.filter(function (pair) { return pair[0] === name; }).map(function (pair) { return pair[1]; });
        form.querySelectorAll('[name="' + window.CSS.escape(name) + '"]').forEach(function (field) {
          if (field.type === 'checkbox' || field.type === 'radio') field.checked = wanted.indexOf(field.value) >= 0;
          else if (field.tagName === 'SELECT' && field.multiple) Array.from(field.options).forEach(function (o) { o.selected = wanted.indexOf(o.value) >= 0; });
          else if (field.type !== 'file') field.value = wanted[0];
        });
        changed.add(name);
      });
      later(0);
    }

    /* The page was changed by somebody after the draft was typed: nothing is put over it without being asked. */
    function offer(draft) {
      const box = document.createElement('div');
      const words = document.createElement('div');
      const acts = document.createElement('div');
      box.className = 'notice notice--warn mb-3';
      box.setAttribute('role', 'alert');
      words.textContent = '本机还有您 ' + window.Portal.clockTime(new Date(draft.at)) + ' 没有保存的内容，但本页后来被改过。';
      acts.className = 'sample-row mt-2';
      [['用我的内容', function () { apply(draft); }], ['放弃我的内容', function () { window.Portal.forget(key); }]].forEach(function (choice) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'btn btn-plain';
        button.textContent = choice[0];
        button.addEventListener('click', function () { box.remove(); choice[1](); });
        acts.appendChild(button);
      });
      words.appendChild(acts);
      box.append(window.Portal.icon('warn'), words);
      form.insertBefore(box, form.firstChild);
    }

    function touched(event) {
      const field = event.target;
      if (!field.name || field.type === 'file' || field.name === 'csrfmiddlewaretoken' || field.hasAttribute('data-no-autosave')) return;
      changed.add(field.name);
      later(WAIT);
    }

    form.addEventListener('input', touched);
    form.addEventListener('change', touched);
    /* A submit that never arrives must not cost what was typed: it stays in this machine until a page shows that it is stored. */
    form.addEventListener('submit', function () {
      flying.forEach(function (name) { changed.add(name); });
      if (changed.size) keep(values(changed));
      stopped = true;
      window.clearTimeout(timer);
    });
    window.addEventListener('online', function () { later(0); });
    window.addEventListener('pagehide', leave);
    restore();
  }

  document.querySelectorAll('form[data-autosave]').forEach(start);
  document.addEventListener('htmx:load', function (event) {
    const node = event.target;
    if (node !== document.body && node.querySelectorAll) node.querySelectorAll('form[data-autosave]').forEach(start);
  });
}());
