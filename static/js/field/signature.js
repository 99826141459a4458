/* Signatures on the glass: a finger or a pen, kept as a small picture. Optional. */
(function () {
  'use strict';

  const Field = self.Field;
  const ui = Field.ui;
  const h = ui.h;
  const WIDE = 600;
  const HIGH = 360;
  const MOST = 80000;

  function pen(canvas) {
    const tool = canvas.getContext('2d');
    tool.lineWidth = 5;
    tool.lineCap = 'round';
    tool.lineJoin = 'round';
    tool.strokeStyle = '#1F2329';
    return tool;
  }

  function watch(canvas, done) {
    const tool = pen(canvas);
    let drawing = false;
    const at = function (event) {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * WIDE / box.width, (event.clientY - box.top) * HIGH / box.height];
    };
    canvas.addEventListener('pointerdown', function (event) {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      canvas.parentElement.classList.remove('is-empty');
      const point = at(event);
      tool.beginPath();
      tool.moveTo(point[0], point[1]);
      tool.lineTo(point[0] + 0.1, point[1]);
      tool.stroke();
    });
    canvas.addEventListener('pointermove', function (event) {
      if (!drawing) return;
      const point = at(event);
      tool.lineTo(point[0], point[1]);
      tool.stroke();
    });
    const stop = function () { if (drawing) { drawing = false; done(); } };
    canvas.addEventListener('pointerup', stop);
    canvas.addEventListener('pointercancel', stop);
  }

  function restore(canvas, png) {
    const image = new Image();
    image.onload = function () { canvas.getContext('2d').drawImage(image, 0, 0); };
    image.src = 'data:image/png;base64,' + png;
  }

  function box(session, who, label, nameLabel, hint) {
    const canvas = h('canvas', { class: 'sign sign--glass', width: WIDE, height: HIGH, role: 'img', 'aria-label': label + '签字处，用手指书写' });
    const told = h('span', { class: 'small' });
    const kept = function () { return session.draft.signatures[who]; };
    const glass = h('div', { class: 'glass' }, canvas);
    const show = function () {
      glass.classList.toggle('is-empty', !kept());
      ui.fill(told, kept() ? ui.state('ok', 'ok', '已签') : ui.state('idle', 'todo', '待签（选填）'));
    };
    const keep = function () {
      const png = canvas.toDataURL('image/png').split(',')[1];
      if (png.length > MOST) { ui.toast('签字图片过大，请重签。', 'bad'); return; }
      session.draft.signatures[who] = { name: (kept() && kept().name) || name.querySelector('input').value.trim() || hint, png: png };
      session.touch(true);
      show();
    };
    const clear = function () {
      canvas.getContext('2d').clearRect(0, 0, WIDE, HIGH);
      delete session.draft.signatures[who];
      session.touch(true);
      show();
    };
    const name = Field.fields.text(nameLabel, (kept() && kept().name) || hint, function (value, done) {
      if (kept()) { kept().name = value; session.touch(done); }
    }, { limit: 80 });
    if (kept()) restore(canvas, kept().png);
    if (!session.readonly) watch(canvas, keep);
    show();
    return h('div', {}, h('span', { class: 'compare__label' }, label), glass, h('div', { class: 'sign__foot' }, told, session.readonly ? null : ui.button('清除', clear, { kind: 'link' })), name);
  }

  Field.signature = {
    panel: function (session, me) {
      return ui.panel('双方签字', h('span', { class: 'small muted' }, '选填'), h('div', { class: 'signs' },
        box(session, 'inspector', '督导员', '督导员姓名', me), box(session, 'counterpart', '被检查单位', '签字人姓名', session.draft.counterpart)));
    },
  };
}());
