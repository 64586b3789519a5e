// The office works without this file; it only saves steps: the editor, what keeps typed text, phrases, live examples.
'use strict';
(() => {
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const button = (label, act, attributes = {}) => {
    const made = make('button', { type: 'button', ...attributes }, label);
    // A press must not take the caret out of the text.
    made.addEventListener('mousedown', (event) => event.preventDefault());
    made.addEventListener('click', act);
    return made;
  };

  // ---- what is typed is kept by itself, and a page with unsaved text asks before it closes ----

  const EVERY = 15_000;

  function keep(form) {
    const said = document.getElementById('autosaved');
    let dirty = false;
    let unkept = false;
    let leaving = false;
    form.addEventListener('input', () => { dirty = unkept = true; });
    form.addEventListener('submit', () => { leaving = true; });
    window.addEventListener('pageshow', () => { leaving = false; });
    window.addEventListener('beforeunload', (event) => { if (dirty && !leaving) event.preventDefault(); });
    const address = form.dataset.autosave;
    if (!address) return;
    const say = (words) => { if (said) said.textContent = words; };
    async function save() {
      if (!unkept || leaving) return;
      unkept = false;
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(address, { method: 'POST', body, redirect: 'error' });
        if (answer.status === 401) return say('登录已过期，文字还在本页。请在另一个窗口登录，再回来保存。');
        if (!answer.ok) throw new Error(answer.status);
        say(`已自动保留 ${(await answer.text()).trim().slice(-5)}`);
      } catch {
        unkept = true;
        say('暂时没能自动保留，文字还在本页，稍后再试。');
      }
    }
    window.setInterval(save, EVERY);
    document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });
  }

  // ---- tables: a grid in which a merged cell stands in every place it covers ----

  function gridOf(table) {
    const grid = [...table.rows].map(() => []);
    [...table.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x]) x += 1;
        for (let down = 0; down < cell.rowSpan && y + down < grid.length; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) grid[y + down][x + right] = cell;
        }
      }
    });
    return grid;
  }
  function placeOf(grid, cell) {
    const y = grid.findIndex((row) => row.includes(cell));
    return { y, x: grid[y].indexOf(cell) };
  }
  const blank = (like) => make(like?.nodeName === 'TH' ? 'th' : 'td', {}, make('br'));
  // The first cell that begins in this row to the right of a column; a new cell goes before it.
  function cellAfter(grid, table, y, x) {
    return grid[y].slice(x + 1).find((cell) => cell && cell.parentNode === table.rows[y] && !grid[y].slice(0, x + 1).includes(cell)) ?? null;
  }
  const tables = {
    addRow(table, cell) {
      const grid = gridOf(table);
      const y = placeOf(grid, cell).y + cell.rowSpan - 1;
      const grown = new Set();
      const row = make('tr');
      grid[y].forEach((above, x) => {
        if (above && above === grid[y + 1]?.[x]) grown.add(above);
        else row.append(make('td', {}, make('br')));
      });
      for (const spanning of grown) spanning.rowSpan += 1;
      table.rows[y].after(row);
    },
    addColumn(table, cell) {
      const grid = gridOf(table);
      const x = placeOf(grid, cell).x + cell.colSpan - 1;
      const grown = new Set();
      grid.forEach((row, y) => {
        if (row[x] && row[x] === row[x + 1]) grown.add(row[x]);
        else table.rows[y].insertBefore(blank(row[x]), cellAfter(grid, table, y, x));
      });
      for (const spanning of grown) spanning.colSpan += 1;
    },
    removeRow(table, cell) {
      const grid = gridOf(table);
      const { y } = placeOf(grid, cell);
      [...new Set(grid[y])].forEach((one) => {
        if (!one || one.rowSpan === 1) return;
        const begins = one.parentNode === table.rows[y];
        const x = grid[y].lastIndexOf(one);
        one.rowSpan -= 1;
        if (begins && table.rows[y + 1]) table.rows[y + 1].insertBefore(one, cellAfter(grid, table, y + 1, x));
      });
      table.rows[y].remove();
      if (!table.rows.length) table.remove();
    },
    removeColumn(table, cell) {
      const grid = gridOf(table);
      const { x } = placeOf(grid, cell);
      for (const one of new Set(grid.map((row) => row[x]))) {
        if (!one) continue;
        if (one.colSpan > 1) one.colSpan -= 1;
        else one.remove();
      }
      if (![...table.rows].some((row) => row.cells.length)) table.remove();
    },
    mergeRight(table, cell) {
      const grid = gridOf(table);
      const { x, y } = placeOf(grid, cell);
      const next = grid[y][x + cell.colSpan];
      if (!next || next.rowSpan !== cell.rowSpan || placeOf(grid, next).y !== y) return '右边没有一样高的格子，不能合并。';
      swallow(cell, next);
      cell.colSpan += next.colSpan;
      next.remove();
      return '';
    },
    mergeDown(table, cell) {
      const grid = gridOf(table);
      const { x, y } = placeOf(grid, cell);
      const next = grid[y + cell.rowSpan]?.[x];
      if (!next || next.colSpan !== cell.colSpan || placeOf(grid, next).x !== x) return '下边没有一样宽的格子，不能合并。';
      swallow(cell, next);
      cell.rowSpan += next.rowSpan;
      next.remove();
      return '';
    },
    split(table, cell) {
      const grid = gridOf(table);
      const { x, y } = placeOf(grid, cell);
      const { rowSpan, colSpan } = cell;
      cell.removeAttribute('rowspan');
      cell.removeAttribute('colspan');
      for (let down = 0; down < rowSpan; down += 1) {
        const row = table.rows[y + down];
        const before = down ? cellAfter(grid, table, y + down, x + colSpan - 1) : cell.nextSibling;
        for (let right = down ? 0 : 1; right < colSpan; right += 1) row?.insertBefore(blank(cell), before);
      }
    },
    head(table, cell) {
      const row = cell.parentNode;
      const tag = [...row.cells].every((one) => one.nodeName === 'TH') ? 'td' : 'th';
      for (const one of [...row.cells]) {
        const made = make(tag);
        for (const { name, value } of one.attributes) made.setAttribute(name, value);
        made.append(...one.childNodes);
        one.replaceWith(made);
      }
    },
  };
  function swallow(cell, other) {
    if (!other.textContent.trim()) return;
    if (!cell.textContent.trim()) cell.replaceChildren(...other.childNodes);
    else cell.append(make('br'), ...other.childNodes);
  }

  // ---- the editor: the same HTML that the form would post, edited in place ----

  const BODY = 'indent';
  const INLINE = new Set(['A', 'B', 'STRONG', 'I', 'EM', 'SUP', 'SUB', 'BR', 'SPAN', 'FONT', 'U', 'S', 'MARK', 'CODE']);

  class Editor {
    constructor(area) {
      this.area = area;
      this.form = area.form;
      this.range = null;
      this.past = [];
      this.future = [];
      this.typedAt = -Infinity;
      this.build();
      this.listen();
      document.execCommand('defaultParagraphSeparator', false, 'p');
      document.execCommand('styleWithCSS', false, false);
      this.normalise();
      this.refresh();
    }

    build() {
      const { area } = this;
      const label = this.form.querySelector(`label[for="${CSS.escape(area.id)}"]`);
      const region = make('div', { class: 'editor-region prose', role: 'textbox', 'aria-multiline': 'true' });
      region.contentEditable = 'true';
      this.show(region, area.value);
      for (const name of ['aria-describedby', 'aria-invalid']) {
        if (area.hasAttribute(name)) region.setAttribute(name, area.getAttribute(name));
      }
      // The region takes the name of the field, so that labels and the error summary lead here.
      region.id = area.id;
      area.id = `${area.id}-source`;
      if (label) {
        label.id ||= `${region.id}-label`;
        label.removeAttribute('for');
        label.addEventListener('click', () => region.focus());
        region.setAttribute('aria-labelledby', label.id);
      }
      this.region = region;
      this.note = make('p', { class: 'editor-note', role: 'status' });
      this.frame = make('div', { class: 'editor' }, this.toolbar(), this.tableTools(), this.linkRow(), region, this.note);
      area.hidden = true;
      area.required = false;
      area.after(this.frame);
    }

    show(region, html) {
      region.innerHTML = html.trim() || `<p class="${BODY}"><br></p>`;
      // The frame that lets a wide table scroll is put on by the page that shows it.
      for (const frame of region.querySelectorAll('.table-frame')) frame.replaceWith(...frame.childNodes);
    }

    toolbar() {
      this.marks = {
        h2: button('标题', () => this.block('h2')),
        h3: button('小标题', () => this.block('h3')),
        bold: button('加粗', () => this.inline('bold')),
        ol: button('编号列表', () => this.list('OL')),
        ul: button('项目列表', () => this.list('UL')),
        center: button('居中', () => this.align('center')),
        end: button('靠右', () => this.align('end')),
        indent: button('首行缩进', () => this.align(BODY)),
      };
      this.undoButton = button('撤销', () => this.step(this.past, this.future));
      this.redoButton = button('重做', () => this.step(this.future, this.past));
      const bar = make('div', { class: 'editor-tools', role: 'toolbar', 'aria-label': '正文格式' },
        ...Object.values(this.marks),
        button('表格', () => this.insertTable()),
        button('链接', () => this.openLink()),
        this.undoButton, this.redoButton);
      return walkable(bar);
    }

    tableTools() {
      const act = (label, name) => button(label, () => this.onTable(name));
      this.tableBar = walkable(make('div', { class: 'editor-tools', role: 'toolbar', 'aria-label': '表格' },
        act('下方加行', 'addRow'), act('右侧加列', 'addColumn'), act('删除行', 'removeRow'), act('删除列', 'removeColumn'),
        act('合并右格', 'mergeRight'), act('合并下格', 'mergeDown'), act('拆分', 'split'), act('表头', 'head')));
      this.tableBar.hidden = true;
      return this.tableBar;
    }

    linkRow() {
      this.address = make('input', { class: 'input', type: 'text', id: `${this.area.id}-link`, inputmode: 'url' });
      this.address.addEventListener('input', (event) => event.stopPropagation());
      this.address.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') { event.preventDefault(); this.link(); }
        if (event.key === 'Escape') { this.links.hidden = true; this.region.focus(); }
      });
      this.links = make('div', { class: 'editor-link' },
        make('label', { for: this.address.id }, '链接地址'), this.address,
        button('插入', () => this.link(), { class: 'button secondary' }),
        button('取消', () => { this.links.hidden = true; this.region.focus(); }, { class: 'button plain' }));
      this.links.hidden = true;
      return this.links;
    }

    listen() {
      const { region } = this;
      document.addEventListener('selectionchange', () => {
        const selection = document.getSelection();
        if (!selection.rangeCount || !region.contains(selection.anchorNode) || !region.contains(selection.focusNode)) return;
        this.range = selection.getRangeAt(0).cloneRange();
        this.refresh();
      });
      region.addEventListener('beforeinput', (event) => this.beforeInput(event));
      region.addEventListener('input', (event) => {
        if (event.inputType?.startsWith('delete') && this.isEmpty()) {
          this.show(region, '');
          this.select(rangeAt(region, 0));
        }
        this.normalise();
        this.refresh();
      });
      region.addEventListener('keydown', (event) => this.key(event));
      region.addEventListener('paste', (event) => this.paste(event));
      region.addEventListener('dragover', (event) => { if (hasFiles(event.dataTransfer)) event.preventDefault(); });
      region.addEventListener('drop', (event) => this.drop(event));
      // Whoever asks for the form's data, a submission or the autosave, gets what stands here.
      this.form.addEventListener('formdata', (event) => event.formData.set(this.area.name, region.innerHTML));
    }

    say(words) { this.note.textContent = words; }

    isEmpty() { return !this.region.textContent.trim() && !this.region.querySelector('img, table'); }

    // ---- where the caret is ----

    restore() {
      this.region.focus();
      if (!this.range || !this.region.contains(this.range.commonAncestorContainer)) {
        this.range = document.createRange();
        this.range.selectNodeContents(this.region);
        this.range.collapse(false);
      }
      this.select(this.range);
      return this.range;
    }
    select(range) {
      const selection = document.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      this.range = range.cloneRange();
    }
    within(selector) {
      const node = this.range?.startContainer;
      const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
      const found = element?.closest(selector);
      return found && found !== this.region && this.region.contains(found) ? found : null;
    }
    top(node) {
      let found = node;
      while (found && found.parentNode !== this.region) found = found.parentNode;
      return found;
    }
    /** Paragraphs, headings and list items that the selection touches; what is inside a table is left alone. */
    units() {
      const { range } = this;
      const touched = (node) => range.intersectsNode(node)
        && !(!range.collapsed && range.endOffset === 0 && node.contains(range.endContainer) && !node.contains(range.startContainer));
      return [...this.region.children].filter(touched).flatMap((one) => {
        if (/^(UL|OL)$/.test(one.nodeName)) return [...one.children].filter(touched);
        return /^(P|H[2-4])$/.test(one.nodeName) ? [one] : [];
      });
    }
    /** Changes the tree and puts the selection back on the same text. */
    change(work) {
      this.restore();
      this.remember();
      const { startContainer, startOffset, endContainer, endOffset } = this.range;
      const swaps = new Map();
      work(swaps);
      const at = (node) => {
        let found = node;
        while (swaps.has(found)) found = swaps.get(found);
        return found;
      };
      const range = document.createRange();
      try {
        range.setStart(at(startContainer), Math.min(startOffset, length(at(startContainer))));
        range.setEnd(at(endContainer), Math.min(endOffset, length(at(endContainer))));
      } catch {
        range.selectNodeContents(this.region);
        range.collapse(false);
      }
      if (!this.region.contains(range.commonAncestorContainer)) {
        range.selectNodeContents(this.region);
        range.collapse(false);
      }
      this.select(range);
      this.done();
    }
    /** Tells the form that something has changed. */
    done() {
      this.normalise();
      this.region.dispatchEvent(new Event('input', { bubbles: true }));
    }

    // ---- commands ----

    block(tag) {
      this.change((swaps) => {
        const units = this.units();
        const already = units.length && units.every((unit) => unit.nodeName === tag.toUpperCase());
        for (const unit of units) {
          const to = already ? ['p', BODY] : [tag, ''];
          if (unit.nodeName === 'LI') this.unlist(unit, ...to, swaps);
          else retag(unit, ...to, swaps);
        }
      });
    }
    list(kind) {
      this.change((swaps) => {
        const units = this.units();
        if (units.length && units.every((unit) => unit.parentNode.nodeName === kind)) {
          for (const unit of units) this.unlist(unit, 'p', BODY, swaps);
          return;
        }
        let list = null;
        for (const unit of units) {
          if (unit.nodeName === 'LI') {
            list = unit.parentNode.nodeName === kind ? unit.parentNode : retag(unit.parentNode, kind.toLowerCase(), '', swaps);
            continue;
          }
          if (!list || list.nextElementSibling !== unit) {
            list = make(kind.toLowerCase());
            unit.before(list);
          }
          list.append(retag(unit, 'li', '', swaps));
        }
      });
    }
    unlist(item, tag, kind, swaps) {
      const list = item.parentNode;
      const rest = list.cloneNode(false);
      while (item.nextSibling) rest.append(item.nextSibling);
      const blocks = [...item.children].some((one) => !INLINE.has(one.nodeName));
      if (blocks) {
        list.after(...item.childNodes);
        item.remove();
      } else {
        const made = retag(item, tag, kind, swaps);
        list.after(made);
      }
      if (rest.children.length) {
        let last = list.nextSibling;
        if (blocks) while (last.nextSibling && !/^(P|H[2-4]|UL|OL|TABLE|FIGURE)$/.test(last.nextSibling.nodeName)) last = last.nextSibling;
        last.after(rest);
      }
      if (!list.children.length) list.remove();
    }
    align(kind) {
      const cell = this.within('td, th');
      this.change(() => {
        if (cell) {
          if (kind !== BODY) cell.className = cell.className === kind ? '' : kind;
          return;
        }
        const paragraphs = this.units().filter((unit) => unit.nodeName === 'P');
        const all = paragraphs.every((one) => one.className === kind);
        for (const one of paragraphs) one.className = all ? (kind === BODY ? '' : BODY) : kind;
      });
    }
    inline(command) {
      this.restore();
      this.remember();
      document.execCommand(command);
      this.done();
    }
    insertTable() {
      this.change((swaps) => {
        const row = () => make('tr', {}, ...[1, 2, 3].map(() => blank()));
        const table = make('table', {}, make('tbody', {}, row(), row(), row()));
        const here = this.top(this.range.startContainer);
        if (here) here.after(table);
        else this.region.append(table);
        // A caret must have somewhere to go behind a table that ends the text.
        if (!table.nextElementSibling) table.after(make('p', { class: BODY }, make('br')));
        const first = table.rows[0].cells[0];
        swaps.set(this.range.startContainer, first);
        swaps.set(this.range.endContainer, first);
      });
      this.say('已插入三行三列的表格。光标在表格里时，上方有增删行列、合并格子和设表头的按钮。');
    }
    onTable(name) {
      const cell = this.within('td, th');
      const table = cell?.closest('table');
      if (!table) return;
      let words = '';
      this.change(() => { words = tables[name](table, cell) ?? ''; });
      this.say(words);
    }
    openLink() {
      this.address.value = this.within('a')?.getAttribute('href') ?? '';
      this.links.hidden = false;
      this.address.focus();
    }
    link() {
      this.links.hidden = true;
      const typed = this.address.value.trim();
      const inside = this.within('a');
      this.restore();
      this.remember();
      if (inside) {
        const whole = document.createRange();
        whole.selectNodeContents(inside);
        this.select(whole);
      }
      const address = !typed || /^(https?:\/\/|mailto:|tel:|\/)/i.test(typed) ? typed : `https://${typed}`;
      if (!address) document.execCommand('unlink');
      else if (this.range.collapsed) {
        const made = make('a', { href: address }, typed);
        this.range.insertNode(made);
        this.range.setStartAfter(made);
        this.range.collapse(true);
        this.select(this.range);
      } else document.execCommand('createLink', false, address);
      this.done();
    }

    // ---- undo: of typing and of commands alike ----

    state() {
      const range = document.createRange();
      range.selectNodeContents(this.region);
      if (this.range && this.region.contains(this.range.startContainer)) range.setEnd(this.range.startContainer, this.range.startOffset);
      return { html: this.region.innerHTML, caret: range.toString().length };
    }
    remember() {
      const now = this.state();
      if (this.past.at(-1)?.html === now.html) return;
      this.past.push(now);
      if (this.past.length > 100) this.past.shift();
      this.future.length = 0;
    }
    step(from, to) {
      const state = from.pop();
      if (!state) return;
      to.push(this.state());
      this.show(this.region, state.html);
      this.region.focus();
      this.select(rangeAt(this.region, state.caret));
      this.typedAt = -Infinity;
      this.done();
    }
    beforeInput(event) {
      if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') {
        event.preventDefault();
        return;
      }
      // One step of undo for what is typed in one go.
      if (event.inputType !== 'insertText' || event.timeStamp - this.typedAt > 1_200) this.remember();
      this.typedAt = event.inputType === 'insertText' ? event.timeStamp : -Infinity;
    }
    key(event) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'z' && !event.shiftKey) this.step(this.past, this.future);
      else this.step(this.future, this.past);
    }

    // ---- pasting and dropping ----

    async paste(event) {
      const { clipboardData } = event;
      const html = clipboardData.getData('text/html');
      const text = clipboardData.getData('text/plain');
      event.preventDefault();
      if (!html && !text) {
        if (clipboardData.files.length) this.say('图片请在页面下方“附件和图片”处上传。');
        return;
      }
      if (!html || !this.form.dataset.clean) return this.insert(paragraphs(text));
      this.say('正在整理粘贴的内容…');
      const range = this.range?.cloneRange();
      let fragment = null;
      try {
        const body = new URLSearchParams({ csrf: this.form.elements.csrf.value, pasted: html });
        const answer = await fetch(this.form.dataset.clean, { method: 'POST', body, redirect: 'error' });
        if (!answer.ok) throw new Error(answer.status);
        fragment = this.cleaned(await answer.text());
      } catch {
        fragment = null;
      }
      if (range) this.range = range;
      this.insert(fragment ?? paragraphs(text));
      this.say(fragment ? '已粘贴，请核对标题层次和表格。' : '没能按格式粘贴，已只粘贴文字。');
    }
    cleaned(html) {
      const made = make('div');
      this.show(made, html);
      const fragment = document.createDocumentFragment();
      fragment.append(...made.childNodes);
      return fragment.textContent.trim() || fragment.querySelector('img') ? fragment : null;
    }
    /** Puts blocks in at the caret: a single paragraph flows into the line, several split it. */
    insert(fragment) {
      const range = this.restore();
      this.remember();
      range.deleteContents();
      const blocks = [...fragment.children];
      const cell = this.within('td, th');
      const host = this.top(range.startContainer);
      let last = blocks.at(-1);
      if (!last) return;
      if (cell || (blocks.length === 1 && last.nodeName === 'P' && host)) {
        last = this.flow(range, blocks);
      } else if (host) {
        const rest = document.createRange();
        rest.setStart(range.startContainer, range.startOffset);
        rest.setEnd(host, host.childNodes.length);
        const tail = host.cloneNode(false);
        tail.append(rest.extractContents());
        host.after(...blocks, tail);
        for (const one of [host, tail]) if (!one.textContent.trim() && !one.querySelector('img')) one.remove();
      } else {
        this.region.append(...blocks);
      }
      const caret = document.createRange();
      caret.selectNodeContents(last.isConnected ? last : this.region);
      caret.collapse(false);
      this.select(caret);
      this.done();
    }
    flow(range, blocks) {
      const inline = document.createDocumentFragment();
      blocks.forEach((block, index) => {
        if (index) inline.append(make('br'));
        inline.append(...(/^(P|H[2-4])$/.test(block.nodeName) ? block.childNodes : [block]));
      });
      const mark = make('span');
      inline.append(mark);
      range.insertNode(inline);
      const before = mark.previousSibling ?? mark.parentNode;
      mark.remove();
      return before;
    }
    drop(event) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      const upload = document.querySelector('form[enctype="multipart/form-data"]');
      const files = upload?.querySelector('input[type="file"]');
      if (!files) return;
      files.files = event.dataTransfer.files;
      const word = [...files.files].some((file) => /\.docx$/i.test(file.name));
      const use = upload.querySelector('select[name="as"]');
      if (word && use) use.value = 'body';
      this.say(`“${files.files[0].name}”已放到页面下方的上传处。请先保存文字，再在那里选好用途，点“上传”。`);
      files.focus();
    }

    // ---- keeping the tree as the server would write it ----

    normalise() {
      const { region } = this;
      for (const node of [...region.childNodes]) {
        const stray = node.nodeType === Node.TEXT_NODE ? node.data.trim() : INLINE.has(node.nodeName);
        if (node.nodeType === Node.TEXT_NODE && !stray) continue;
        if (stray) {
          const paragraph = make('p', { class: BODY });
          node.before(paragraph);
          const held = this.range?.startContainer === node ? this.range.startOffset : -1;
          paragraph.append(node);
          if (held >= 0 && document.activeElement === region) {
            const range = document.createRange();
            range.setStart(node, held);
            range.collapse(true);
            this.select(range);
          }
        } else if (node.nodeName === 'P' && !node.className && !node.textContent && !node.querySelector('img')) {
          node.className = BODY;
        }
      }
      if (!region.firstElementChild) {
        this.show(region, '');
        if (document.activeElement === region) this.select(rangeAt(region, 0));
      }
    }
    refresh() {
      const has = (selector) => Boolean(this.within(selector));
      const paragraph = this.within('p');
      const pressed = {
        h2: has('h2'), h3: has('h3'), ol: has('ol'), ul: has('ul'), bold: has('b, strong'),
        center: paragraph?.className === 'center', end: paragraph?.className === 'end', indent: paragraph?.className === BODY,
      };
      for (const [name, mark] of Object.entries(this.marks)) mark.setAttribute('aria-pressed', String(Boolean(pressed[name])));
      this.undoButton.disabled = !this.past.length;
      this.redoButton.disabled = !this.future.length;
      this.tableBar.hidden = !has('td, th');
    }
  }

  const length = (node) => (node.nodeType === Node.TEXT_NODE ? node.data.length : node.childNodes.length);
  const hasFiles = (transfer) => [...(transfer?.types ?? [])].includes('Files');

  function retag(node, tag, kind, swaps) {
    const made = make(tag, kind ? { class: kind } : {});
    made.append(...node.childNodes);
    node.replaceWith(made);
    swaps.set(node, made);
    return made;
  }
  function paragraphs(text) {
    const fragment = document.createDocumentFragment();
    for (const line of text.split(/\r?\n/).map((one) => one.trim()).filter(Boolean)) {
      fragment.append(make('p', { class: BODY }, line));
    }
    return fragment;
  }
  function rangeAt(region, caret) {
    const range = document.createRange();
    const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
    let left = caret;
    while (walker.nextNode()) {
      if (left <= walker.currentNode.data.length) {
        range.setStart(walker.currentNode, left);
        range.collapse(true);
        return range;
      }
      left -= walker.currentNode.data.length;
    }
    range.selectNodeContents(region.lastElementChild ?? region);
    range.collapse(false);
    return range;
  }

  /** One stop of the Tab key; the arrows walk within. */
  function walkable(bar) {
    const buttons = [...bar.querySelectorAll('button')];
    const enter = (chosen) => buttons.forEach((one) => { one.tabIndex = one === chosen ? 0 : -1; });
    enter(buttons[0]);
    bar.addEventListener('focusin', (event) => enter(event.target));
    bar.addEventListener('keydown', (event) => {
      const usable = buttons.filter((one) => !one.disabled);
      const here = usable.indexOf(document.activeElement);
      const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: usable.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      usable[(to + usable.length) % usable.length].focus();
    });
    return bar;
  }

  for (const area of document.querySelectorAll('textarea[data-editor]')) new Editor(area);
  for (const form of document.querySelectorAll('form[data-autosave], form[data-dirty]')) keep(form);

  // ---- one's own phrases go in where the caret is; nothing is filled in unasked ----

  for (const box of document.querySelectorAll('[data-phrases]')) {
    const area = document.getElementById(box.dataset.phrases);
    box.addEventListener('click', (event) => {
      const phrase = event.target.closest('[data-phrase]');
      if (!phrase || !area) return;
      area.setRangeText(phrase.textContent, area.selectionStart, area.selectionEnd, 'end');
      area.focus();
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  // ---- a figure of the annual report goes in where the caret was last ----

  for (const list of document.querySelectorAll('[data-figures]')) {
    const form = document.getElementById(list.dataset.figures);
    let area = null;
    form?.addEventListener('focusin', (event) => { if (event.target.matches('textarea')) area = event.target; });
    list.addEventListener('click', (event) => {
      const figure = event.target.closest('[data-figure]');
      const into = area ?? form?.querySelector('textarea');
      if (!figure || !into) return;
      into.setRangeText(figure.dataset.figure, into.selectionStart, into.selectionEnd, 'end');
      into.focus();
      into.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  // ---- what a number template gives next, while it is typed ----

  for (const box of document.querySelectorAll('[data-example]')) {
    const [input, output] = [box.querySelector('input'), box.querySelector('output')];
    const { code, year, serial } = box.dataset;
    input?.addEventListener('input', () => {
      output.textContent = input.value
        .replaceAll('{code}', code)
        .replaceAll('{year}', year)
        .replace(/\{serial:([1-9])\}/g, (_, width) => serial.padStart(Number(width), '0'))
        .replaceAll('{serial}', serial);
    });
  }
})();
