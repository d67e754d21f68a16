// The rails in a story are a copy of up to an hour ago. When the browser has nothing else to do, each is fetched
// once from its own address and put in place of the copy if it differs. Without this script the copy stays.

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 300));

async function fetched(host) {
  const answer = await fetch(host.dataset.rail, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) return null;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  return fresh.content;
}

function put(host, fresh) {
  const now = host.querySelector(":scope > section");
  const next = fresh.querySelector("section");
  if (now && next ? now.isEqualNode(next) : !now && !next) return;
  if (host.contains(document.activeElement)) return; // somebody is on a link of it
  host.replaceChildren(...fresh.childNodes);
}

async function refresh(hosts) {
  const all = hosts.map((host) => fetched(host).catch(() => null)); // no network: the copy stays
  for (const [n, fresh] of (await Promise.all(all)).entries()) if (fresh) put(hosts[n], fresh); // nothing is pushed down later
  document.documentElement.dataset.rails = "there";
}

idle(() => refresh([...document.querySelectorAll("[data-rail]")]));
