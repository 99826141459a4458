/* Records of visits on this device: begun, written as typed, ended, sent, and the receipt that stays of each. */
(function () {
  'use strict';

  const Field = self.Field;
  const KEPT = 30 * 24 * 3600 * 1000;
  /* What has not been confirmed by the portal. */
  const WAITING = ['open', 'sealed', 'uploading', 'refused'];
  const READY = ['sealed', 'uploading'];

  function here() { return Field.account.current(); }

  function blank(visit, bundle) {
    return {
      record: Field.uuid(), visit: visit, user: here().user, name: bundle.site.short_name || bundle.site.name, round: bundle.round.name,
      bundle: bundle.digest, started_at: Field.stamp(), ended_at: '', methods: [], talks: [], counterpart: '', summary: '',
      highlights: '', results: {}, checks: {}, findings: [], rechecks: {}, photos: [], signatures: {}, position: null, place: '',
    };
  }

  /* What was verified earlier (on a page with network, by the same team) is where one goes on from. */
  function takeOver(draft, bundle) {
    bundle.sections.forEach(function (section) {
      section.clauses.forEach(function (clause) {
        const known = clause.result;
        if (!known) return;
        const number = known.value === null || known.value === undefined ? '' : String(known.value);
        draft.results[clause.id] = {
          verdict: known.verdict, value: number, members: known.members || [], figures: known.figures || {},
          scores: known.scores || [], note: known.note || '',
        };
      });
    });
  }

  function checkedAgain(draft) {
    const all = draft.rechecks || {};
    return Object.keys(all).filter(function (id) { return all[id].verdict; }).map(function (id) {
      return { finding: Number(id), answer: all[id].answer, accepted: all[id].verdict === 'yes', note: all[id].note, photos: all[id].photos };
    });
  }

  function headOf(draft) {
    const results = Object.keys(draft.results).map(function (id) { return draft.results[id].verdict; });
    return {
      name: draft.name, round: draft.round, started_at: draft.started_at, ended_at: draft.ended_at,
      done: results.filter(Boolean).length, failed: results.filter(function (verdict) { return verdict === 'fail'; }).length,
      findings: draft.findings.length, wordless: draft.findings.filter(function (finding) { return !finding.description; }).length,
      rechecks: checkedAgain(draft).length, photos: draft.photos.length, problem: draft.problem || '',
    };
  }

  /* What the portal holds never gets its content back; null says that nothing was written. */
  async function save(draft, changes, only) {
    const mine = here();
    if (draft.user !== mine.user) throw new Error('another account');
    const content = { head: await Field.vault.sealValue(mine.key, headOf(draft)), body: await Field.vault.sealValue(mine.key, draft) };
    let row = null;
    await mine.db.change('records', draft.record, function (old) {
      if (old && !old.body || only && (!old || old.status !== only)) return null;
      const blankRow = { id: draft.record, visit: draft.visit, status: 'open', exported: false, begun: false };
      row = Object.assign(old || blankRow, changes, content, { changed: Date.now() });
      return row;
    });
    return row;
  }

  /* What is typed goes into an open record only. */
  function keep(draft) { return save(draft, { exported: false }, 'open'); }

  async function load(id) {
    const row = await here().db.get('records', id);
    if (!row || !row.body) return null;
    return { row: row, draft: await Field.vault.openValue(here().key, row.body) };
  }

  /* Every row with its readable head; receipts older than a month go. */
  async function list() {
    const rows = await here().db.all('records');
    const old = rows.filter(function (row) { return !row.body && !isOpenMatter(row.status) && Date.now() - row.changed > KEPT; });
    if (old.length) await here().db.dropAll('records', old.map(function (row) { return row.id; }));
    const kept = rows.filter(function (row) { return old.indexOf(row) < 0; });
    return Promise.all(kept.map(async function (row) {
      return { row: row, head: await Field.vault.openValue(here().key, row.head) };
    }));
  }

  function isOpenMatter(status) { return status === 'conflict' || status === 'held'; }

  async function waiting() {
    return (await here().db.all('records')).filter(function (row) { return WAITING.indexOf(row.status) >= 0; });
  }

  async function ofVisit(visit) {
    const rows = (await here().db.all('records')).filter(function (row) { return row.visit === visit; });
    const live = rows.find(function (row) { return WAITING.indexOf(row.status) >= 0; });
    return live || rows.sort(function (a, b) { return b.changed - a.changed; })[0] || null;
  }

  async function begin(visit, bundle) {
    const draft = blank(visit, bundle);
    takeOver(draft, bundle);
    await save(draft);
    Field.say('records');
    return draft;
  }

  async function end(draft) {
    draft.ended_at = Field.stamp();
    /* From here on the bytes follow from the draft alone, so that they are the same again where there was no room to keep them. */
    draft.sent_clock = draft.ended_at;
    draft.problem = '';
    await save(draft, { status: 'sealed', begun: false }, 'open');
    Field.say('records');
  }

  /* Until something of it has gone up, an ended record may be opened again; a refused one too, nothing of it was kept. */
  async function reopen(id) {
    return Field.alone('field-upload', async function () {
      const found = await load(id);
      if (!found || (found.row.begun && found.row.status !== 'refused')) return false;
      delete found.draft.bytes;
      delete found.draft.digest;
      found.draft.ended_at = '';
      await save(found.draft, { status: 'open', begun: false });
      Field.say('records');
      return true;
    });
  }

  async function abandon(id) {
    const photos = await here().db.ofRecord(id);
    await here().db.dropAll('photos', photos);
    await here().db.drop('records', id);
    Field.say('records');
  }

  /* The content in the words of the protocol. Its bytes are made once, when the first of it goes up. */
  function compose(draft) {
    const results = Object.keys(draft.results).filter(function (id) { return draft.results[id].verdict; }).map(function (id) {
      return Object.assign({ criterion: Number(id) }, draft.results[id]);
    });
    const checks = Object.keys(draft.checks).filter(function (id) { return draft.checks[id].verdict; }).map(function (id) {
      return { id: Number(id), verdict: draft.checks[id].verdict, note: draft.checks[id].note || '' };
    });
    const photos = draft.photos.map(function (photo) {
      return { digest: photo.digest, criterion: photo.criterion, taken_at: Field.plausible(photo.taken_at), latitude: photo.latitude, longitude: photo.longitude, name: photo.name };
    });
    return {
      v: 1, record: draft.record, visit: draft.visit, user: draft.user, bundle: draft.bundle, started_at: Field.plausible(draft.started_at),
      ended_at: Field.plausible(draft.ended_at || Field.stamp()), sent_clock: draft.sent_clock || Field.stamp(), methods: draft.methods, talks: draft.talks.filter(function (talk) { return talk.summary; }),
      counterpart: draft.counterpart, summary: draft.summary, highlights: draft.highlights, results: results, checks: checks,
      findings: draft.findings, rechecks: checkedAgain(draft), photos: photos, signatures: draft.signatures, position: draft.position, device: device(),
      /* Exported before its end: a copy to fall back on, which the portal never takes by itself. */
      open: draft.ended_at ? undefined : true,
    };
  }

  function device() {
    const agent = self.navigator.userAgent;
    const browser = /(Chrome|Firefox|Version)\/[\d]+/.exec(agent);
    const system = /\(([^;)]+)/.exec(agent);
    return [system ? system[1] : '', browser ? browser[0] : ''].join(' ').trim().slice(0, 80);
  }

  async function setBytes(draft) {
    if (draft.bytes) return;
    draft.bytes = JSON.stringify(compose(draft));
    draft.digest = await Field.vault.digest(new TextEncoder().encode(draft.bytes));
  }

  async function fix(draft) {
    await setBytes(draft);
    await Field.ifRoom(function () { return save(draft, { status: 'uploading', begun: true }); });
    return draft;
  }

  /* For the file: an ended record goes up later as the very bytes that were exported; one still open is a copy of this moment. */
  async function exported(found) {
    await setBytes(found.draft);
    const row = found.row;
    if (row.status !== 'open') await Field.ifRoom(function () { return save(found.draft, { exported: true }); });
    else await Field.ifRoom(function () { return here().db.change('records', row.id, function (old) { return Object.assign(old, { exported: true }); }); });
    return found.draft;
  }

  /* The portal holds it: photos and content leave the phone. Of a conflict what was mine stays readable until it is decided. */
  async function receipt(draft, answer) {
    const head = Object.assign(headOf(draft), { problem: answer.problem || '', remark: answer.remark || '', url: answer.url || '', late: Boolean(answer.late), received_at: Field.stamp() });
    if (answer.status === 'conflict') head.mine = { results: draft.results, summary: draft.summary, ended_at: draft.ended_at };
    const row = { id: draft.record, visit: draft.visit, status: answer.status, digest: draft.digest, changed: Date.now() };
    row.head = await Field.vault.sealValue(here().key, head);
    const photos = await here().db.ofRecord(draft.record);
    try {
      await here().db.put('records', row);
    } catch (error) {
      /* No room even for the receipt: the portal holds all of it and lists it, so the whole leaves. */
      if (!Field.isFull(error)) throw error;
      await here().db.drop('records', row.id);
    }
    await here().db.dropAll('photos', photos);
  }

  /* The person has seen what the portal remarked. */
  async function seen(row, head) {
    if (!head.remark || head.seen) return;
    row.head = await Field.vault.sealValue(here().key, Object.assign(head, { seen: true }));
    await Field.ifRoom(function () { return here().db.put('records', row); });
  }

  /* What the office has decided since. */
  async function heed(told) {
    const rows = await here().db.all('records');
    let heard = false;
    for (const news of told || []) {
      const row = rows.find(function (one) { return one.id === news.sent_id && !one.body && one.digest === news.digest; });
      const status = news.status === 'conflict' && news.decided ? 'displaced' : news.status;
      if (!row || row.status === status) continue;
      const head = await Field.vault.openValue(here().key, row.head);
      head.problem = news.problem || '';
      if (status !== 'conflict') delete head.mine;
      row.status = status;
      row.head = await Field.vault.sealValue(here().key, head);
      await Field.ifRoom(function () { return here().db.put('records', row); });
      heard = true;
    }
    if (heard) Field.say('records');
  }

  Field.records = {
    WAITING: WAITING, READY: READY, begin: begin, save: save, keep: keep, load: load, list: list, waiting: waiting, ofVisit: ofVisit, end: end,
    reopen: reopen, abandon: abandon, compose: compose, fix: fix, exported: exported, receipt: receipt, heed: heed, seen: seen,
  };
}());
