/* Large files of ordinary forms: sent in pieces before the form, which then names them as "received.<field>".
   Without script the form carries them itself. */
(function () {
  'use strict';

  const pieces = window.Portal.pieces;

  function large(input) {
    return Array.from(input.files).filter(function (file) { return file.size > pieces.small; });
  }

  function told(form, words) {
    let line = form.querySelector('[data-form-files]');
    if (!line) {
      line = document.createElement('p');
      line.className = 'form-text';
      line.setAttribute('role', 'status');
      line.dataset.formFiles = '';
      form.append(line);
    }
    line.textContent = words;
  }

  function name(form, field, value) {
    const hidden = document.createElement('input');
    hidden.type = 'hidden';
    hidden.name = 'received.' + field;
    hidden.value = value;
    form.append(hidden);
  }

  async function sendAhead(form, inputs, target) {
    for (const input of inputs) {
      const kept = new DataTransfer();
      const files = Array.from(input.files);
      for (const file of files) {
        if (file.size <= pieces.small) { kept.items.add(file); continue; }
        name(form, input.name, await pieces.send(file, target, function (kind, done) {
          told(form, kind === 'waiting' ? '网络中断，恢复后继续上传，请不要关闭本页。' : '正在上传“' + file.name + '”：' + Math.round(100 * done / file.size) + '%');
        }, {}));
      }
      input.required = false;
      input.files = kept.files;
    }
  }

  document.addEventListener('submit', function (event) {
    const form = event.target;
    if (form.enctype !== 'multipart/form-data' || form.method !== 'post') return;
    const inputs = Array.from(form.querySelectorAll('input[type="file"][name]')).filter(function (input) { return large(input).length; });
    if (!inputs.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.sending) return;
    form.dataset.sending = '1';
    const submitter = event.submitter || undefined;
    const address = new URL(submitter && submitter.hasAttribute('formaction') ? submitter.formAction : form.action, window.location.href);
    sendAhead(form, inputs, address.pathname).then(function () {
      delete form.dataset.sending;
      form.requestSubmit(submitter);
    }, function (stop) {
      delete form.dataset.sending;
      told(form, stop.words || '没有传上，请重试。');
    });
  }, true);
}());
