// The rails in a story are a copy of up to an hour ago. When the browser has nothing else to do, each is fetched
// once from its own address and put in place of the copy if it differs. Without this script the copy stays.

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 300));

async function refresh(host) {
  const answer = await fetch(host.dataset.rail, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  const now = host.querySelector(":scope > section");
  const next = fresh.content.querySelector("section");
  if (now && next ? now.isEqualNode(next) : !now && !next) return;
  if (host.contains(document.activeElement)) return; // somebody is on a link of it
  host.replaceChildren(...fresh.content.childNodes);
}

for (const host of document.querySelectorAll("[data-rail]")) {
  idle(() => refresh(host).catch(() => {})); // no network: the copy stays
}
