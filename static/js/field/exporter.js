/* A waiting record as a file that the office can import: the content's very bytes and its photos. */
(function () {
  'use strict';

  const Field = self.Field;
  const encoder = new TextEncoder();

  async function packed(draft) {
    const bytes = encoder.encode(draft.bytes);
    const photos = [];
    for (const photo of draft.photos) {
      const data = await Field.photoBytes(photo.id);
      if (data) photos.push({ digest: photo.digest, data: Field.base64(data) });
    }
    return { digest: await Field.vault.digest(bytes), content: Field.base64(bytes), photos: photos };
  }

  function nameOf(drafts) {
    const who = drafts.length === 1 ? drafts[0].name : drafts.length + '家单位';
    return '检查记录-' + who.replace(/[\\/:*?"<>|\s]/g, '') + '-' + Field.words.iso(new Date()).replace(/-/g, '') + '.json';
  }

  function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = Field.ui.h('a', { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }

  /* Saves what waits into one file; the rows remember that they have been exported. Answers how many. */
  async function save(ids) {
    const drafts = [];
    for (const id of ids) {
      const found = await Field.records.load(id);
      if (!found) continue;
      /* What is typed and found no room on the device is in the file all the same. */
      const held = Field.session.held(id);
      if (held) found.draft = Object.assign({}, held);
      drafts.push(await Field.records.exported(found));
    }
    if (!drafts.length) return 0;
    const records = [];
    for (const draft of drafts) records.push(await packed(draft));
    const file = { kind: 'campaign-portal-record', v: 1, exported_at: Field.stamp(), user: Field.account.current().user };
    download(nameOf(drafts), JSON.stringify(records.length === 1 ? Object.assign(file, records[0]) : Object.assign(file, { records: records })));
    Field.say('records');
    return drafts.length;
  }

  Field.exporter = { save: save };
}());
