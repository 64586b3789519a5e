// The form is whole without this file. It keeps what is typed on this device for a day, offers what is public already, and
// helps to keep a receipt. Numbers of documents and files are never kept.
'use strict';
(() => {
  const DAY = 86_400_000;
  const NEVER_KEPT = ['document_number', 'agent_document_number'];
  const place = (path) => `gongkai-draft:${path}`;

  // A browser may refuse to keep anything; then the form is as it is without script.
  const kept = (path) => {
    try {
      const draft = JSON.parse(localStorage.getItem(place(path)));
      if (draft && Date.now() - draft.at < DAY) return draft;
      localStorage.removeItem(place(path));
    } catch { /* nothing was kept */ }
    return null;
  };
  const keep = (path, pairs) => {
    try { localStorage.setItem(place(path), JSON.stringify({ at: Date.now(), pairs })); } catch { /* not here */ }
  };
  const wipe = (path) => {
    try { localStorage.removeItem(place(path)); } catch { /* nothing was kept */ }
  };

  const pairsOf = (form) => [...new FormData(form)].filter(([name, value]) =>
    typeof value === 'string' && value !== '' && !NEVER_KEPT.includes(name));

  function fill(form, pairs) {
    for (const [name, value] of pairs) {
      const field = form.elements[name];
      if (!field) continue;
      if (field instanceof RadioNodeList) field.value = value;
      else if (field.type === 'checkbox') field.checked = field.value === value;
      else field.value = value;
    }
  }

  function draft(form) {
    const path = form.dataset.draft;
    const note = document.getElementById('draft-note');
    const say = (words) => { note.textContent = words; note.hidden = false; };
    const found = kept(path);
    // A form that came back with errors holds what was typed; an older draft must not replace it.
    if (found && !document.querySelector('.error-summary') && !form.elements.description.value) {
      fill(form, found.pairs);
      say('已恢复您上次在这台设备上填写、还没有提交的内容。证件号码没有保存，请重新填写。');
    }
    let later = 0;
    form.addEventListener('input', () => {
      clearTimeout(later);
      later = setTimeout(() => keep(path, pairsOf(form)), 300);
    });
    let sending = false;
    form.addEventListener('submit', (event) => {
      clearTimeout(later);
      keep(path, pairsOf(form));
      if (navigator.onLine === false) {
        event.preventDefault();
        say('现在没有网络，还没有提交。填写的内容保存在这台设备上，连上网以后再点“提交申请”。');
        note.scrollIntoView({ block: 'center' });
      } else if (sending) {
        event.preventDefault();
      } else {
        sending = true;
      }
    });
    window.addEventListener('pageshow', () => { sending = false; });
    const button = form.querySelector('[data-wipe]');
    button.hidden = false;
    button.addEventListener('click', () => {
      clearTimeout(later);
      wipe(path);
      location.replace(location.pathname);
    });
  }

  function matching(form) {
    const target = document.getElementById('matching');
    let later = 0;
    let asked = '';
    async function ask() {
      const body = new URLSearchParams();
      for (const name of ['description', 'wanted_number']) body.set(name, form.elements[name].value);
      const question = body.toString();
      if (question === asked) return;
      asked = question;
      try {
        const answer = await fetch(target.dataset.matching, { method: 'POST', body, redirect: 'error' });
        const found = answer.ok ? await answer.text() : '';
        // The answer to an older question comes too late.
        if (question !== asked) return;
        const parsed = new DOMParser().parseFromString(found, 'text/html');
        for (const link of parsed.querySelectorAll('a')) link.target = '_blank';
        target.replaceChildren(...parsed.body.childNodes);
      } catch { asked = ''; }
    }
    for (const name of ['description', 'wanted_number']) {
      form.elements[name].addEventListener('input', () => {
        clearTimeout(later);
        later = setTimeout(ask, 600);
      });
    }
  }

  const form = document.querySelector('form[data-draft]');
  if (form) {
    draft(form);
    matching(form);
  }
  const done = document.querySelector('[data-draft-done]');
  if (done) wipe(done.dataset.draftDone);

  const copy = document.querySelector('[data-copy]');
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(copy.dataset.copy);
        document.querySelector('[data-copied]').hidden = false;
      } catch { /* the receipt stands on the page */ }
    });
  }
})();
