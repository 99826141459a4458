/* A small editor over textarea[data-richtext]: bold, italic, small heading, two kinds of lists, undo.

   The textarea keeps its name and carries the markup that the server stores (p, h3, ul, ol, li, strong, em); whoever sets its value (a draft
   brought back, a colleague's words) is shown in the editor. Without scripts the textarea holds the text with light marks. */
(function () {
  'use strict';

  const ACTS = [
    ['bold', '加粗', 'Ctrl+B', 'strong'], ['italic', '斜体', 'Ctrl+I', 'em'], ['heading', '小标题', '', 'h3'],
    ['insertUnorderedList', '项目列表', '', 'ul'], ['insertOrderedList', '编号列表', '', 'ol'],
    ['undo', '撤销', 'Ctrl+Z', ''], ['redo', '重做', 'Ctrl+Y', '']
  ];
  const BLOCKS = { H1: 'h3', H2: 'h3', H3: 'h3', H4: 'h3', H5: 'h3', H6: 'h3', LI: 'li' };
  const SKIPPED = /^(STYLE|SCRIPT|TEMPLATE|TITLE|META|LINK|NOSCRIPT|IFRAME|OBJECT)$/;
  const native = Object.getOwnPropertyDescriptor(window.HTMLTextAreaElement.prototype, 'value');

  function escaped(words) {
    return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  }

  /* The same canonical markup as apps/core/richtext.py writes. */
  function canonical(root) {
    const blocks = [];
    let runs = [];
    let kind = 'p';
    function close() {
      const words = runs.map(function (run) { return run.text; }).join('');
      if (words.trim()) blocks.push({ kind: kind, runs: trimmed(runs) });
      runs = [];
    }
    function walk(node, marks, list) {
      if (node.nodeType === 3) {
        const words = node.nodeValue.replace(/[ \t\r\n\f\u00a0]+/g, ' ').replace(/\u200b/g, '');
        if (words) runs.push({ text: words, strong: marks.strong, em: marks.em });
        return;
      }
      if (node.nodeType !== 1 || SKIPPED.test(node.tagName)) return;
      const tag = node.tagName;
      if (tag === 'BR') { close(); return; }
      const style = node.style || {};
      const inner = {
        strong: marks.strong || tag === 'B' || tag === 'STRONG' || style.fontWeight === 'bold' || Number(style.fontWeight) >= 600,
        em: marks.em || tag === 'I' || tag === 'EM' || style.fontStyle === 'italic'
      };
      if (tag === 'B' && style.fontWeight === 'normal') inner.strong = marks.strong;
      const isList = tag === 'UL' || tag === 'OL';
      const isBlock = isList || BLOCKS[tag] || /^(P|DIV|SECTION|ARTICLE|BLOCKQUOTE|PRE|TR|TABLE|TBODY|THEAD|DL|DT|DD|HR|FIGURE|HEADER|FOOTER|MAIN|CENTER)$/.test(tag);
      if (!isBlock) {
        node.childNodes.forEach(function (child) { walk(child, inner, list); });
        if (tag === 'TD' || tag === 'TH') runs.push({ text: ' ', strong: false, em: false });
        return;
      }
      close();
      const before = kind;
      if (BLOCKS[tag] === 'h3') kind = 'h3';
      if (tag === 'LI') kind = list || 'ul';
      if (BLOCKS[tag] === 'h3') inner.strong = false;
      node.childNodes.forEach(function (child) { walk(child, inner, isList ? tag.toLowerCase() : list); });
      close();
      kind = before;
      if (isList) blocks.push({ kind: 'end' });
    }
    root.childNodes.forEach(function (child) { walk(child, { strong: false, em: false }, ''); });
    close();
    return written(blocks);
  }

  function trimmed(runs) {
    const joined = [];
    runs.forEach(function (run) {
      const last = joined[joined.length - 1];
      if (last && last.strong === run.strong && last.em === run.em) last.text = (last.text + run.text).replace(/ {2,}/g, ' ');
      else joined.push({ text: run.text, strong: run.strong, em: run.em });
    });
    while (joined.length && !joined[0].text.trim()) joined.shift();
    while (joined.length && !joined[joined.length - 1].text.trim()) joined.pop();
    if (joined.length) {
      joined[0].text = joined[0].text.replace(/^\s+/, '');
      joined[joined.length - 1].text = joined[joined.length - 1].text.replace(/\s+$/, '');
    }
    return joined;
  }

  function written(blocks) {
    let html = '';
    let open = '';
    blocks.forEach(function (block) {
      const wanted = block.kind === 'ul' || block.kind === 'ol' ? block.kind : '';
      if (block.kind === 'end') return;
      if (wanted !== open) {
        if (open) html += '</' + open + '>';
        if (wanted) html += '<' + wanted + '>';
        open = wanted;
      }
      const tag = wanted ? 'li' : block.kind;
      html += '<' + tag + '>' + block.runs.map(function (run) {
        let words = escaped(run.text);
        if (run.em) words = '<em>' + words + '</em>';
        return run.strong ? '<strong>' + words + '</strong>' : words;
      }).join('') + '</' + tag + '>';
    });
    return html + (open ? '</' + open + '>' : '');
  }

  /* Markup is parsed into an inert document and taken over through the canonical form: nothing of it runs. */
  function show(editor, html) {
    const inert = new window.DOMParser().parseFromString(html, 'text/html');
    const clean = new window.DOMParser().parseFromString(canonical(inert.body), 'text/html');
    editor.textContent = '';
    Array.from(clean.body.childNodes).forEach(function (node) { editor.appendChild(document.importNode(node, true)); });
    if (!editor.firstChild) editor.appendChild(document.createElement('p')).appendChild(document.createElement('br'));
  }

  function block() {
    const at = window.getSelection().anchorNode;
    const node = at && (at.nodeType === 1 ? at : at.parentElement);
    return node && node.closest('h3, li, p, div');
  }

  function act(editor, name) {
    editor.focus();
    if (name === 'heading') {
      const now = block();
      document.execCommand('formatBlock', false, now && now.tagName === 'H3' ? '<p>' : '<h3>');
    } else document.execCommand(name, false);
  }

  function bar(editor, label) {
    const tools = document.createElement('div');
    tools.className = 'richtext__bar';
    tools.setAttribute('role', 'toolbar');
    tools.setAttribute('aria-label', label + '的格式');
    ACTS.forEach(function (each) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'richtext__act richtext__act--' + each[0];
      button.textContent = each[1];
      if (each[2]) button.title = each[1] + '（' + each[2] + '）';
      if (each[3]) { button.dataset.mark = each[3]; button.setAttribute('aria-pressed', 'false'); }
      button.addEventListener('mousedown', function (event) { event.preventDefault(); });
      button.addEventListener('click', function () { act(editor, each[0]); });
      tools.appendChild(button);
    });
    return tools;
  }

  function follow(editor, tools) {
    document.addEventListener('selectionchange', function () {
      const at = window.getSelection().anchorNode;
      if (!at || !editor.contains(at)) return;
      const node = at.nodeType === 1 ? at : at.parentElement;
      tools.querySelectorAll('[data-mark]').forEach(function (button) {
        const mark = button.dataset.mark;
        const names = mark === 'strong' ? 'strong, b' : mark === 'em' ? 'em, i' : mark;
        const found = node.closest(names);
        button.setAttribute('aria-pressed', String(Boolean(found && editor.contains(found))));
      });
    });
  }

  function start(area) {
    const label = document.querySelector('label[for="' + area.id + '"]');
    const words = label ? label.firstChild.textContent.trim() : '正文';
    const box = document.createElement('div');
    const editor = document.createElement('div');
    const count = document.createElement('div');
    const most = Number(area.dataset.most || 0);
    let held = area.dataset.html || '';
    box.className = 'richtext';
    editor.className = 'richtext__text form-control';
    editor.contentEditable = 'true';
    editor.setAttribute('role', 'textbox');
    editor.setAttribute('aria-multiline', 'true');
    editor.setAttribute('aria-label', words);
    if (area.getAttribute('aria-describedby')) editor.setAttribute('aria-describedby', area.getAttribute('aria-describedby'));
    count.className = 'richtext__count';
    document.execCommand('defaultParagraphSeparator', false, 'p');
    document.execCommand('styleWithCSS', false, false);

    function counted() {
      const number = editor.textContent.replace(/\u200b/g, '').trim().length;
      count.textContent = number + ' 字' + (most ? '，最多 ' + most + ' 字' : '');
      count.classList.toggle('richtext__count--over', Boolean(most) && number > most);
    }

    native.set.call(area, held);
    show(editor, held);
    Object.defineProperty(area, 'value', {
      configurable: true,
      get: function () { return native.get.call(area); },
      set: function (value) {
        if (value === held) return;
        held = value;
        native.set.call(area, value);
        show(editor, value);
        counted();
      }
    });
    editor.addEventListener('input', function (event) {
      event.stopPropagation();
      held = canonical(editor);
      native.set.call(area, held);
      counted();
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    editor.addEventListener('blur', function () { area.dispatchEvent(new Event('change', { bubbles: true })); });
    editor.addEventListener('paste', function (event) {
      const data = event.clipboardData;
      if (!data) return;
      event.preventDefault();
      const html = data.getData('text/html');
      if (!html) { document.execCommand('insertText', false, data.getData('text/plain')); return; }
      document.execCommand('insertHTML', false, canonical(new window.DOMParser().parseFromString(html, 'text/html').body));
    });
    editor.addEventListener('drop', function (event) { event.preventDefault(); });
    if (label) label.addEventListener('click', function (event) { event.preventDefault(); editor.focus(); });
    window.addEventListener('hashchange', function () { if (window.location.hash === '#' + area.id) editor.focus(); });
    area.addEventListener('focus', function () { editor.focus(); });

    const tools = bar(editor, words);
    box.append(tools, editor, count);
    area.classList.add('richtext__source');
    area.tabIndex = -1;
    area.setAttribute('aria-hidden', 'true');
    area.parentElement.insertBefore(box, area.nextSibling);
    follow(editor, tools);
    counted();
    if (window.location.hash === '#' + area.id) editor.focus();
  }

  document.querySelectorAll('textarea[data-richtext]').forEach(start);
}());
