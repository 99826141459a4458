/* Self-assessment: N leads to the next leaf that is not answered yet, on this page or on the one it lies on. */
(function () {
  'use strict';

  function next(from) {
    const open = Array.from(document.querySelectorAll('.leaf__head[data-open]'));
    return open.find(function (head) { return head.getBoundingClientRect().top > from; }) || null;
  }

  document.addEventListener('click', function (event) {
    const link = event.target.closest('[data-next-open]');
    if (!link) return;
    const here = next(140) || (link.dataset.nextOpen === 'here' ? next(-Infinity) : null);
    if (!here) return;
    event.preventDefault();
    go(here.closest('.leaf').id);
  });

  /* To a leaf and into its first field; one that is only on its way is waited for. */
  function go(id) {
    const leaf = document.getElementById(id);
    if (!leaf) return;
    leaf.scrollIntoView({ block: 'start' });
    if (leaf.classList.contains('leaf--stub')) {
      document.addEventListener('htmx:afterSettle', function () { go(id); }, { once: true });
      return;
    }
    const field = leaf.querySelector('form[data-leaf] input:not([type="hidden"]):not([disabled]), form[data-leaf] select, form[data-leaf] textarea');
    if (field) field.focus({ preventScroll: true });
  }

  /* “打印全部” leads to the whole section, which prints itself once. */
  if (window.location.hash === '#print') {
    window.addEventListener('load', function () {
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      window.print();
    });
  }
}());
