/* Says what will happen before it does: form[data-confirm] or button[data-confirm] opens one dialog.
   data-confirm (words) data-confirm-title data-confirm-label data-confirm-reason (label of a required text, posted as "reason")
   data-confirm-most (letters of it). */
(function () {
  'use strict';

  const dialog = document.getElementById('confirm');
  if (!dialog || !window.bootstrap) return;
  const modal = new window.bootstrap.Modal(dialog);
  const reason = document.getElementById('confirm-reason');
  let asked = null;
  let confirmed = false;

  function slot(name) {
    return dialog.querySelector('[data-confirm-slot="' + name + '"]');
  }

  function ask(form, source, submitter) {
    asked = { form: form, submitter: submitter, wantsReason: source.hasAttribute('data-confirm-reason') };
    slot('title').textContent = source.dataset.confirmTitle || '请确认';
    slot('words').textContent = source.dataset.confirm;
    slot('go').textContent = source.dataset.confirmLabel || (submitter ? submitter.textContent.trim() : '') || '确定';
    slot('reason-box').hidden = !asked.wantsReason;
    slot('reason-label').textContent = source.dataset.confirmReason || '';
    reason.maxLength = Number(source.dataset.confirmMost || 500);
    slot('reason-most').textContent = '不超过 ' + reason.maxLength + ' 字';
    slot('reason-error').hidden = true;
    reason.value = '';
    modal.show();
  }

  function hidden(form, name, value) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.appendChild(field);
  }

  function go() {
    if (!asked) return;
    if (asked.wantsReason && !reason.value.trim()) {
      slot('reason-error').hidden = false;
      reason.focus();
      return;
    }
    const form = asked.form;
    const submitter = asked.submitter;
    if (asked.wantsReason) hidden(form, 'reason', reason.value.trim());
    asked = null;
    modal.hide();
    confirmed = true;
    form.requestSubmit(submitter || undefined);
    confirmed = false;
  }

  document.addEventListener('submit', function (event) {
    const submitter = event.submitter || null;
    const source = submitter && submitter.hasAttribute('data-confirm') ? submitter : event.target;
    if (confirmed || !source.hasAttribute('data-confirm')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(event.target, source, submitter);
  }, true);

  slot('go').addEventListener('click', go);
  dialog.addEventListener('shown.bs.modal', function () { (asked && asked.wantsReason ? reason : slot('go')).focus(); });
}());
