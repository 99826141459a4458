/* Sends ended records: photos first, one record at a time, from where it stopped. Runs in a page or in the service worker, never in two. */
(function () {
  'use strict';

  const Field = self.Field;
  const FIRST = 1000;
  const LONGEST = 300000;
  const BUSY = 2000;
  const status = { phase: 'idle', record: '', photo: 0, photos: 0, words: '', last: 0 };
  let wait = FIRST;
  let timer = 0;

  function show(changes) {
    Object.assign(status, changes);
    Field.say('upload');
  }

  async function run() {
    self.clearTimeout(timer);
    if (!await Field.account.wake()) return 'nobody';
    if (self.navigator.onLine === false) { show({ phase: 'idle', words: '' }); return 'later'; }
    const outcome = await Field.alone('field-upload', once);
    if (outcome === null) {
      // Another window or the service worker is at it, and tells this page nothing of how it ended: look again soon.
      if (self.document) timer = self.setTimeout(run, BUSY);
      return 'busy';
    }
    if (outcome === 'later') plan();
    else wait = FIRST;
    return outcome;
  }

  /* A second to five minutes, doubled each time, with a little chance so that fifty phones do not come at once. */
  function plan() {
    timer = self.setTimeout(run, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST);
  }

  async function once() {
    const ready = await readyRows();
    if (!ready.length) { show({ phase: 'idle', words: '' }); return 'done'; }
    try {
      const owner = Field.account.current().user;
      const state = await Field.account.refresh();
      if (Number(state.user.id) !== owner) { show({ phase: 'idle', words: '' }); return 'done'; }
      await Field.records.heed(state.records);
      for (const row of ready) await one(row.id);
      await Field.account.refresh();
      show({ phase: 'idle', record: '', words: '', last: Date.now() });
      await Field.ifRoom(function () { return Field.account.put('last', Field.stamp()); });
      return (await readyRows()).length ? 'later' : 'done';
    } catch (error) {
      show({ phase: error.kind === 'signin' ? 'signin' : 'away', record: '', words: error.kind ? error.message : '本机读写出错，请刷新后重试' });
      return error.kind === 'signin' ? 'signin' : 'later';
    }
  }

  async function readyRows() {
    const rows = (await Field.records.waiting()).filter(function (row) { return Field.records.READY.indexOf(row.status) >= 0; });
    return rows.sort(function (a, b) { return a.changed - b.changed; });
  }

  async function one(id) {
    const found = await Field.records.load(id);
    if (!found || Field.records.READY.indexOf(found.row.status) < 0) return;
    const draft = await Field.records.fix(found.draft);
    show({ phase: 'running', record: id, photo: 0, photos: draft.photos.length, words: '' });
    Field.say('records');
    try {
      await send(draft);
    } catch (error) {
      if (error.kind === 'no') { await refuse(draft, error.message); return; }
      await Field.ifRoom(function () { return Field.records.save(draft, { status: 'sealed' }); });
      throw error;
    } finally {
      Field.say('records');
    }
  }

  async function refuse(draft, words) {
    draft.problem = words;
    await Field.ifRoom(function () { return Field.records.save(draft, { status: 'refused' }); });
  }

  async function send(draft) {
    let there = await Field.api.photosThere(draft.visit);
    for (let round = 0; round < 3; round += 1) {
      await sendPhotos(draft, there);
      const answer = await Field.api.sendRecord(draft.record, draft.digest, draft.bytes);
      if (answer.answer !== 'photos') { await confirmed(draft, answer); return; }
      there = draft.photos.map(function (photo) { return photo.digest; }).filter(function (digest) { return answer.missing.indexOf(digest) < 0; });
    }
    throw Object.assign(new Error('照片没有传全，稍后再试'), { kind: 'away' });
  }

  async function sendPhotos(draft, there) {
    const done = new Set(there);
    for (const photo of draft.photos) {
      if (!done.has(photo.digest)) await sendPhoto(draft, photo);
      done.add(photo.digest);
      status.photo += 1;
      show({ photo: Math.min(status.photo, status.photos) });
    }
  }

  async function sendPhoto(draft, photo) {
    const bytes = await Field.photoBytes(photo.id);
    if (!bytes) throw Object.assign(new Error('本机找不到照片“' + photo.name + '”，请重新打开记录后删除该照片'), { kind: 'no' });
    const answer = await Field.api.sendPhoto({ id: photo.id, visit: draft.visit, digest: photo.digest }, bytes);
    if (answer.digest !== photo.digest) throw Object.assign(new Error('照片回执与本机不一致，稍后再传'), { kind: 'away' });
  }

  /* Only a receipt that names the very bytes lets a record leave the phone. */
  async function confirmed(draft, answer) {
    if (answer.digest !== draft.digest) throw Object.assign(new Error('回执与本机内容不一致，稍后再传'), { kind: 'away' });
    const kept = { conflict: 'conflict', held: 'held' };
    await Field.records.receipt(draft, Object.assign({}, answer, { status: kept[answer.answer] || answer.status || 'stored' }));
  }

  /* The bytes of a photo as they will be sent. */
  Field.photoBytes = async function (id) {
    const current = Field.account.current();
    const row = await current.db.get('photos', id);
    return row ? Field.vault.open(current.key, row) : null;
  };

  Field.uploader = { run: run, status: status, hurry: function () { wait = FIRST; return run(); } };
}());
