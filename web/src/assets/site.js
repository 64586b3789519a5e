// The site is whole without this file. It only adds what a page cannot do by itself.
'use strict';
document.documentElement.classList.add('scripted');
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
// What is folded away belongs on paper too.
window.addEventListener('beforeprint', () => {
  for (const fold of document.querySelectorAll('details.fold')) fold.open = true;
});
// A menu closes with Escape, or when one looks elsewhere.
const menus = () => document.querySelectorAll('details.menu[open]');
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
document.addEventListener('click', (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
// What is wrong is read out first: the page opens on its error summary.
document.querySelector('.error-summary')?.focus();
