/* Photos of one place: a button that takes several, thumbnails, removal. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;
  let addresses = [];

  /* Pictures that are on the screen no more give their memory back. */
  function forget() {
    addresses.forEach(function (address) { URL.revokeObjectURL(address); });
    addresses = [];
  }

  function show(image, photo) {
    Field.photoBytes(photo.id).then(function (bytes) {
      if (!bytes) { image.replaceWith(h('span', { class: 'small' }, '照片不在本机')); return; }
      const address = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
      addresses.push(address);
      image.src = address;
    }, function () { image.replaceWith(h('span', { class: 'small' }, '照片无法读取')); });
  }

  async function enlarge(photo) {
    const image = h('img', { class: 'look__picture', alt: photo.name });
    show(image, photo);
    const where = photo.latitude === null ? '' : '，照片带有位置';
    await ui.ask('照片', [image, h('p', { class: 'small muted mt-2' }, '拍摄于 ' + Field.words.moment(photo.taken_at) + where + '，' + Field.words.size(photo.size))], [{ value: '', words: '关闭' }]);
  }

  async function drop(session, photo, again) {
    const answer = await ui.ask('移除这张照片？', h('p', {}, '移除后不能恢复。'), [{ value: '', words: '取消' }, { value: 'go', words: '移除', kind: 'primary' }]);
    if (answer !== 'go') return;
    await Field.photos.remove(session.draft, photo);
    session.touch(true);
    again();
  }

  function thumb(session, photo, again) {
    const image = h('img', { alt: '照片 ' + Field.words.moment(photo.taken_at), width: '64', height: '64', class: 'rounded object-fit-cover' });
    show(image, photo);
    return h('li', { class: 'shot' },
      h('button', { type: 'button', class: 'shot__look', 'aria-label': '放大照片', click: function () { enlarge(photo); } }, image),
      session.readonly ? null : h('button', { type: 'button', class: 'shot__drop', 'aria-label': '移除照片', click: function () { drop(session, photo, again); } }, ui.icon('close')));
  }

  async function keep(session, file, options) {
    try {
      options.taken(await Field.photos.add(session, file, options.criterion));
      session.touch(true);
    } catch (error) {
      if (!Field.isFull(error)) { ui.toast(error.name === 'Error' ? error.message : Field.storage.trouble(error), 'bad'); return; }
      session.lacking.push(function () { return keep(session, file, options); });
      Field.room.warn(session, error);
    }
  }

  async function take(session, files, options, busy) {
    for (let at = 0; at < files.length; at += 1) {
      busy('正在处理第 ' + (at + 1) + ' 张，共 ' + files.length + ' 张');
      await keep(session, files[at], options);
    }
  }

  /* options: criterion, label, only(photo) → whether it belongs here, taken(photo) */
  function box(session, options) {
    const list = h('ul', { class: 'shots' });
    const words = h('span', {}, options.label || '拍照（选填）');
    const input = h('input', { class: 'visually-hidden', type: 'file', accept: 'image/*', multiple: true, disabled: session.readonly });
    const draw = function () {
      const shown = session.draft.photos.filter(options.only);
      ui.fill(list, shown.map(function (photo) { return thumb(session, photo, draw); }));
      list.hidden = !shown.length;
    };
    input.addEventListener('change', async function () {
      const files = Array.from(input.files);
      input.value = '';
      const place = { criterion: options.criterion, taken: options.taken || function () {} };
      await session.during(take(session, files, place, function (text) { words.textContent = text; }));
      words.textContent = options.label || '拍照（选填）';
      draw();
    });
    draw();
    return h('div', {}, h('label', { class: 'photo-add' }, ui.icon('camera'), words, input), list);
  }

  Field.pictures = { box: box, forget: forget };
}());
