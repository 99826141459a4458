/* Single-letter shortcuts: a link or button with data-key="j" is pressed by J, unless somebody is typing. */
(function () {
  'use strict';

  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, textarea, select, [contenteditable="true"], .modal.show')) return;
    const key = event.key.toLowerCase();
    const target = Array.from(document.querySelectorAll('[data-key]')).find(function (node) { return node.dataset.key.toLowerCase() === key; });
    if (!target || target.getAttribute('aria-disabled') === 'true') return;
    event.preventDefault();
    target.click();
  });
}());
