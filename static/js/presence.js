/* Who else has this form open: [data-presence="URL"] (component {% presence %}).

   Every half a minute while the page is seen, and once when it is opened or comes back: POST page, part (field in focus),
   versions {"data-key of a form": version}. Answer {"people": [{name, since, part, own}], "forms": {key: {version, changes}},
   "closed": sentence when the form may not be filled in any more}. A hidden page asks nothing; a closed one says so once. */
(function () {
  'use strict';

  const EVERY = 30000;
  const host = document.querySelector('[data-presence]');
  const autosave = window.Portal.autosave;
  if (!host || !autosave) return;
  let last = 0;
  let timer = 0;
  let part = '';

  function post(fields, keepalive) {
    const body = new URLSearchParams(fields);
    return fetch(host.dataset.presence, {
      method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual', keepalive: Boolean(keepalive),
      headers: { 'X-CSRFToken': window.Portal.csrfToken(), 'X-Requested-With': 'fetch', Accept: 'application/json' }
    });
  }

  function versions() {
    const told = {};
    autosave.desks.forEach(function (desk) { if (desk.form.dataset.key) told[desk.form.dataset.key] = Number(desk.version) || 0; });
    return JSON.stringify(told);
  }

  function sentence(person) {
    if (person.own) return '您在另一个页面也打开了本页（' + person.since + ' 起），两边填的会合并';
    return person.name + ' 正在填写' + (person.part ? '“' + person.part + '”' : '') + '（' + person.since + ' 起）';
  }

  function show(people) {
    const words = people.map(sentence).join('；');
    if (host.dataset.words === words) return;
    host.dataset.words = words;
    host.textContent = '';
    host.hidden = !people.length;
    if (people.length) host.append(window.Portal.icon('people'), document.createTextNode(words));
  }

  async function beat() {
    window.clearTimeout(timer);
    if (document.hidden) return;
    timer = window.setTimeout(beat, EVERY);
    last = Date.now();
    let data = null;
    try {
      const answer = await post({ page: autosave.page, part: part, versions: versions() });
      data = answer.ok ? await answer.json() : null;
    } catch (error) { return; }
    if (!data) return;
    show(data.people);
    autosave.desks.forEach(function (desk) {
      const news = data.forms[desk.form.dataset.key];
      if (news) desk.told(news);
      if (data.closed && !desk.stopped) desk.close(data.closed, new Map());
    });
  }

  document.addEventListener('focusin', function (event) {
    if (event.target.name && event.target.form && event.target.form.dataset.key) part = event.target.name;
  });
  document.addEventListener('autosave:people', function (event) { show(event.detail); });
  document.addEventListener('visibilitychange', function () {
    if (!document.hidden && Date.now() - last >= EVERY) beat();
    else if (!document.hidden) timer = window.setTimeout(beat, EVERY - (Date.now() - last));
    else window.clearTimeout(timer);
  });
  window.addEventListener('pagehide', function () { post({ page: autosave.page, leave: '1' }, true).catch(function () { /* it lapses by itself */ }); });
  window.addEventListener('pageshow', function (event) { if (event.persisted) beat(); });
  timer = window.setTimeout(beat, 800);
}());
