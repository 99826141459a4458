/* Talks to the portal. Errors have a kind: away (no network, server trouble: try later), signin, no (refused, with its sentence). */
(function () {
  'use strict';

  const Field = self.Field;
  const WAIT = 60000;
  let csrf = '';

  function failure(kind, words, status) {
    const error = new Error(words);
    error.kind = kind;
    error.status = status || 0;
    return error;
  }

  async function ask(path, options) {
    const stop = new AbortController();
    const timer = self.setTimeout(function () { stop.abort(); }, WAIT);
    const asked = Object.assign({ credentials: 'same-origin', cache: 'no-store', signal: stop.signal }, options);
    asked.headers = Object.assign({ Accept: 'application/json' }, asked.headers);
    if (csrf && asked.method === 'POST') asked.headers['X-CSRFToken'] = csrf;
    try {
      return await self.fetch('/field/api/' + path, asked);
    } catch (error) {
      throw failure('away', '网络不通');
    } finally {
      self.clearTimeout(timer);
    }
  }

  /* Answers that will not change by asking again. */
  const FINAL = [404, 409, 413, 422];

  /* The answer's JSON; 304 and a 409 that asks for photos are answers too. What was cut on its way (code digest) is sent again. */
  async function json(path, options) {
    const answer = await ask(path, options);
    if (answer.status === 304) return { unchanged: true };
    if (answer.ok) return read(answer);
    const body = await answer.json().catch(function () { return {}; });
    if (answer.status === 409 && body.answer) return body;
    if (answer.status === 413 && !body.error) throw failure('no', '内容超过服务器允许的大小，请导出文件交党建办导入', 413);
    if (answer.status === 401) throw failure('signin', '登录已过期，请重新登录', 401);
    const last = FINAL.indexOf(answer.status) >= 0 && body.error && body.code !== 'digest';
    throw failure(last ? 'no' : 'away', body.error || '服务器暂时没有响应', answer.status);
  }

  async function read(answer) {
    try {
      return await answer.json();
    } catch (error) {
      throw failure('away', '服务器的回答不完整');
    }
  }

  Field.api = {
    state: async function () {
      const state = await json('state/');
      csrf = state.csrf || '';
      return state;
    },
    bundle: function (visit, digest) {
      return json('visits/' + visit + '/', digest ? { headers: { 'If-None-Match': '"' + digest + '"' } } : {});
    },
    total: function (visit, content) {
      return json('visits/' + visit + '/total/', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: content });
    },
    photosThere: async function (visit) { return (await json('photos/?visit=' + visit)).digests; },
    sendPhoto: function (photo, bytes) {
      const form = new FormData();
      form.append('id', photo.id);
      form.append('visit', photo.visit);
      form.append('digest', photo.digest);
      form.append('photo', new Blob([bytes], { type: 'image/jpeg' }), photo.digest.slice(0, 12) + '.jpg');
      return json('photos/', { method: 'POST', body: form });
    },
    sendRecord: function (id, digest, bytes) {
      const headers = { 'Content-Type': 'application/json', 'X-Record': id, 'X-Digest': digest };
      return json('records/', { method: 'POST', headers: headers, body: bytes });
    },
  };
}());
