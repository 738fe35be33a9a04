'use strict';
// The index is written last, as it is known last; it belongs to the top.
const index = document.getElementById('index');
if (index) {
  document.querySelector('main').prepend(index);
}

// The title names the verdict: of the tab, and of a printed file.
const verdict = document.querySelector('#index h2, article.login h3, .source h2');
if (verdict) {
  document.title = verdict.textContent + ' · oauth-doctor';
}

// The filter hides rows and their captures: what is printed is what is shown.
const filter = document.getElementById('filter');
if (filter) {
  const rows = [...document.querySelectorAll('#index tbody tr')];
  const status = filter.parentElement.querySelector('[role=status]');
  filter.parentElement.hidden = false;
  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += Number(fits);
      const capture = document.getElementById(row.querySelector('a').hash.slice(1));
      if (capture) {
        capture.hidden = !fits;
      }
    }
    status.textContent = words.length ? `${shown} of ${rows.length} captures` : '';
  });
}

for (const command of document.querySelectorAll('.command')) {
  const text = command.querySelector('pre');
  const button = command.querySelector('button');
  const status = command.querySelector('[role=status]');
  const select = () => getSelection().selectAllChildren(text);
  button.hidden = false;
  button.addEventListener('click', async () => {
    status.textContent = '';
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = 'Copied.';
    } catch {
      // Without a secure context, or a permission, a page may only copy what is selected.
      select();
      status.textContent = document.execCommand('copy') ? 'Copied.' : 'Selected: copy it with the keyboard.';
    }
  });
}

// Paper cannot be unfolded.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  folded.forEach((details) => { details.open = true; });
});
addEventListener('afterprint', () => folded.forEach((details) => { details.open = false; }));

// An address inside of something folded unfolds it.
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const details = target && target.closest('details');
  if (details) {
    details.open = true;
  }
};
addEventListener('hashchange', reveal);
reveal();
