/* Photos: shrunk on the phone to what the portal takes, encrypted, kept beside the record. */
(function () {
  'use strict';

  const Field = self.Field;
  const EDGES = [1920, 1600, 1280, 960, 640];
  const QUALITIES = [0.82, 0.7, 0.58, 0.45];
  const LIMITS = { photo_bytes: 400000, photos: 60 };

  async function decode(file) {
    const address = URL.createObjectURL(file);
    const image = new Image();
    image.src = address;
    try {
      await image.decode();
    } catch (error) {
      throw new Error('无法读取“' + file.name + '”，请用手机相机拍照，或选择 JPEG、PNG 图片。');
    } finally {
      window.setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
    }
    return image;
  }

  function draw(image, edge) {
    const scale = Math.min(1, edge / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function jpeg(canvas, quality) {
    return new Promise(function (resolve) { canvas.toBlob(resolve, 'image/jpeg', quality); });
  }

  async function shrink(file, most) {
    const image = await decode(file);
    for (const edge of EDGES) {
      const canvas = draw(image, edge);
      for (const quality of QUALITIES) {
        const blob = await jpeg(canvas, quality);
        if (blob && blob.size <= most) return blob;
      }
    }
    throw new Error('“' + file.name + '”压缩后仍然过大，请重新拍摄。');
  }

  async function limits() {
    const state = await Field.account.state();
    return Object.assign({}, LIMITS, state && state.limits);
  }

  /* Only into a visit that is open, and of the one who is signed in; asked before the long work and after. */
  function alive(session, file) {
    const here = Field.account.current();
    if (session.readonly || !here || here.user !== session.draft.user) throw new Error('检查已关闭，“' + file.name + '”没有保存。');
    return here;
  }

  /* Keeps a picture with the record; its bytes are on disk before its line is in the record. */
  async function add(session, file, criterion) {
    const draft = session.draft;
    alive(session, file);
    const allowed = await limits();
    if (draft.photos.length >= allowed.photos) throw new Error('一次检查最多保存 ' + allowed.photos + ' 张照片，请删除不需要的照片。');
    const told = await Field.exif(file);
    const blob = await shrink(file, allowed.photo_bytes);
    const bytes = await blob.arrayBuffer();
    const digest = await Field.vault.digest(bytes);
    const same = draft.photos.find(function (photo) { return photo.digest === digest; });
    if (same) return same;
    const here = alive(session, file);
    const row = Object.assign({ id: Field.uuid(), record: draft.record, digest: digest, size: blob.size }, await Field.vault.seal(here.key, bytes));
    await here.db.put('photos', row);
    const photo = {
      id: row.id, digest: digest, criterion: criterion, size: blob.size, name: file.name.slice(0, 80) || '照片.jpg',
      taken_at: told.taken_at || Field.plausible(Field.stamp(new Date(file.lastModified))) || Field.stamp(),
      latitude: told.latitude === undefined ? null : told.latitude, longitude: told.longitude === undefined ? null : told.longitude,
    };
    draft.photos.push(photo);
    return photo;
  }

  /* Findings and re-checks name their photos; all others lie with a clause or with the visit. */
  function holders(draft) {
    return draft.findings.concat(Object.keys(draft.rechecks).map(function (id) { return draft.rechecks[id]; }));
  }

  function placed(draft, photo) {
    return holders(draft).some(function (one) { return one.photos.indexOf(photo.digest) >= 0; });
  }

  async function remove(draft, photo) {
    draft.photos = draft.photos.filter(function (one) { return one !== photo; });
    holders(draft).forEach(function (one) {
      const at = one.photos.indexOf(photo.digest);
      if (at >= 0) one.photos.splice(at, 1);
    });
    await Field.account.current().db.drop('photos', photo.id);
  }

  Field.photos = { add: add, remove: remove, placed: placed };
}());
