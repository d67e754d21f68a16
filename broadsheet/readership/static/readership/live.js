// The sums at the top of the page are taken anew every half minute, while somebody looks at it.
const EVERY = 30_000;

async function again() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-readership-live]');
  const shown = document.querySelector('[data-readership-live]');
  if (fresh && shown && fresh.textContent !== shown.textContent) shown.replaceWith(fresh);
}

setInterval(() => again().catch(() => undefined), EVERY);
