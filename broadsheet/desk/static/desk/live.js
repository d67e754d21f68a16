// What others do comes into the list every few seconds, item by item; what somebody is at work in stays as it is.
const EVERY = 4000; // ms
const list = document.querySelector("[data-live-list]");
const told = document.querySelector("[data-live-told]");
const atWork = (item) => item.querySelector("details[open]") || item.contains(document.activeElement);

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live-list]");
  if (fresh) take([...fresh.children]);
}

function take(items) {
  const here = new Map([...list.children].map((item) => [item.id, item]));
  const news = items.filter((item) => !here.has(item.id));
  let next = list.firstElementChild;
  for (const item of items) {
    const old = here.get(item.id);
    const shown = old && (old.dataset.is === item.dataset.is || atWork(old)) ? old : item;
    if (shown === next) next = next.nextElementSibling;
    else list.insertBefore(shown, next);
    if (old && old !== shown) {
      if (old === next) next = next.nextElementSibling;
      old.remove();
    }
    here.delete(item.id);
  }
  for (const item of here.values()) if (!atWork(item)) item.remove();
  if (news.length) told.textContent = told.dataset.posted.replace("{what}", news[0].querySelector(".desk-latest-what").innerText.trim());
}

// Whoever comes here, or has just posted, writes on; on a telephone that would open its keyboard.
if (matchMedia("(pointer: fine)").matches && document.activeElement === document.body && !list.querySelector("details[open]")) document.querySelector("[data-brief]")?.focus({ preventScroll: true });

if (!location.pathname.includes("/update/")) setInterval(() => look().catch(() => {}), EVERY);
