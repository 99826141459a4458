/* Portal.pieces.send(file, target, tell): a large file in pieces, each with its SHA-256, until the server has the whole.
   A broken network or a restarted server costs the last piece; after a reload the same file, chosen again, goes on. */
(function () {
  'use strict';

  const START = '/files/uploads/';
  const LONGEST_WAIT = 15000;
  let worker = null;
  let asked = 0;
  const waiting = {};

  function hash(message) {
    if (!worker) {
      worker = new Worker(window.Portal.meta('portal-hash-worker'));
      worker.onmessage = function (event) {
        const settle = waiting[event.data.id];
        delete waiting[event.data.id];
        if (event.data.unreadable) settle.no(new Stop('文件读不出来，可能已被移动或修改，请重新选择。'));
        else settle.yes(event.data.digest);
      };
    }
    asked += 1;
    message.id = asked;
    return new Promise(function (yes, no) {
      waiting[message.id] = { yes: yes, no: no };
      worker.postMessage(message);
    });
  }

  /* What trying again does not help. */
  function Stop(words, options) {
    this.words = words;
    Object.assign(this, options || {});
  }

  function request(method, url, body, headers, progress) {
    return new Promise(function (resolve, reject) {
      const sent = new XMLHttpRequest();
      sent.open(method, url);
      sent.timeout = 120000;
      sent.setRequestHeader('X-CSRFToken', window.Portal.csrfToken());
      sent.setRequestHeader('X-Requested-With', 'fetch');
      Object.keys(headers || {}).forEach(function (name) { sent.setRequestHeader(name, headers[name]); });
      if (progress) sent.upload.onprogress = function (event) { progress(event.loaded, event.total); };
      sent.onload = function () { resolve(sent); };
      sent.onerror = sent.ontimeout = reject;
      sent.send(body || null);
    });
  }

  function pause(milliseconds) {
    return new Promise(function (resolve) {
      const timer = window.setTimeout(go, milliseconds);
      function go() {
        window.clearTimeout(timer);
        window.removeEventListener('online', go);
        resolve();
      }
      window.addEventListener('online', go);
    });
  }

  function json(answer) {
    try { return JSON.parse(answer.responseText); } catch (error) { return {}; }
  }

  /* Asks until there is an answer; a refusal is a Stop with its sentence. */
  async function insist(tell, method, url, body, headers, progress) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      let answer = null;
      try { answer = await request(method, url, body, headers, progress); } catch (error) { answer = null; }
      if (answer && answer.responseURL.indexOf('/accounts/login') >= 0) throw new Stop('登录已过期，请在新窗口重新登录后点“继续”。', { resumable: true });
      if (answer && answer.status < 300) return json(answer);
      if (answer && answer.status < 500 && answer.status !== 429 && json(answer).code !== 'chunk_damaged') {
        throw new Stop(json(answer).message || '没有传上，请重新选择文件。', { status: answer.status, code: json(answer).code });
      }
      tell('waiting');
      await pause(wait);
    }
  }

  function announce(file, target, tell) {
    const body = new FormData();
    body.append('target', target);
    body.append('name', file.name);
    body.append('size', file.size);
    body.append('modified', file.lastModified || 0);
    return insist(tell, 'POST', START, body);
  }

  async function sendPiece(state, number, piece, digest, tell, before) {
    const headers = { 'Content-Type': 'application/octet-stream', 'X-Chunk-SHA256': digest };
    await insist(tell, 'POST', START + state.id + '/' + number + '/', piece, headers, function (loaded) {
      tell('sending', before + loaded);
    });
  }

  /* Answers the value for the field "received.<name>": upload and SHA-256 of the whole. */
  async function send(file, target, tell, signal) {
    const state = await announce(file, target, tell);
    const job = state.id + ':' + Math.random();
    signal.id = state.id;
    for (let number = 0, at = 0; at < file.size; number += 1, at += state.chunk) {
      if (signal.stopped) { await cancel(state.id); throw new Stop(''); }
      const piece = file.slice(at, at + state.chunk);
      const digest = await hash({ job: job, piece: piece });
      const held = state.received[number];
      if (held && held !== digest) {
        await cancel(state.id);
        throw new Stop('文件与先前上传的内容不同，请重新选择。');
      }
      if (!held) await sendPiece(state, number, piece, digest, tell, at);
      tell('sending', Math.min(file.size, at + state.chunk));
    }
    return state.id + ':' + await hash({ job: job, end: true });
  }

  function cancel(id) {
    return request('POST', START + id + '/cancel/').catch(function () { /* it expires by itself */ });
  }

  async function unfinished() {
    try { return json(await request('GET', START)).uploads || []; } catch (error) { return []; }
  }

  window.Portal.pieces = { send: send, cancel: cancel, unfinished: unfinished, request: request, json: json, pause: pause, Stop: Stop, small: 2 * 1024 * 1024 };
}());
