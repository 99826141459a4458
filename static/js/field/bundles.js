/* What a visit needs, kept on the phone: site, clauses with claimed values and thumbnails, earlier findings, guidance. */
(function () {
  'use strict';

  const Field = self.Field;

  function here() { return Field.account.current(); }

  async function get(visit) {
    const row = await here().db.get('bundles', visit);
    return row ? Field.vault.openValue(here().key, row) : null;
  }

  /* A thumbnail given as an address is fetched now: there may be no network at the site. */
  async function inline(evidence) {
    if (!evidence.thumb || evidence.thumb.indexOf('data:') === 0) return;
    try {
      const answer = await self.fetch(evidence.thumb, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error('no picture');
      const type = answer.headers.get('Content-Type') || 'image/jpeg';
      evidence.thumb = 'data:' + type + ';base64,' + Field.base64(await answer.arrayBuffer());
    } catch (error) {
      evidence.thumb = '';
    }
  }

  async function fetchOne(visit) {
    const held = await here().db.get('bundles', visit);
    /* Clauses do not move under a record that is being written. */
    if (held && (await here().db.all('records')).some(function (row) { return row.visit === visit && row.body; })) return false;
    const bundle = await Field.api.bundle(visit, held && held.digest);
    if (bundle.unchanged) return false;
    for (const row of bundle.rechecks || []) await Promise.all(row.evidence.map(inline));
    for (const section of bundle.sections) {
      for (const clause of section.clauses) await Promise.all((clause.evidence || []).map(inline));
    }
    const row = Object.assign({ id: visit, digest: bundle.digest }, await Field.vault.sealValue(here().key, bundle));
    row.brief = await Field.vault.sealValue(here().key, briefOf(bundle));
    await here().db.put('bundles', row);
    Field.say('bundles');
    return true;
  }

  function briefOf(bundle) {
    const parts = bundle.sections.map(function (section) { return [section.title, section.clauses.length]; });
    if (!parts.length && bundle.checks.length) parts.push(['本批次检查事项', bundle.checks.length]);
    return { parts: parts, total: parts.reduce(function (sum, part) { return sum + part[1]; }, 0), last: bundle.last.length, rechecks: (bundle.rechecks || []).length };
  }

  /* Visit → what is here of it: digest, and what is to be checked in short. */
  async function overview() {
    const found = {};
    for (const row of await here().db.all('bundles')) {
      found[row.id] = Object.assign({ digest: row.digest }, await Field.vault.openValue(here().key, row.brief));
    }
    return found;
  }

  /* What belongs to no visit any more, and to no record here, goes. */
  async function tidy(visits) {
    const wanted = visits.map(function (visit) { return visit.id; });
    const records = (await here().db.all('records')).filter(function (row) { return row.body || row.status === 'conflict'; });
    const held = records.map(function (row) { return row.visit; });
    const gone = (await here().db.keys('bundles')).filter(function (id) { return wanted.indexOf(id) < 0 && held.indexOf(id) < 0; });
    if (gone.length) await here().db.dropAll('bundles', gone);
  }

  Field.bundles = { get: get, fetch: fetchOne, overview: overview, tidy: tidy };
}());
