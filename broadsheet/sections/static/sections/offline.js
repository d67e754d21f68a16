// What a reader sees without a network: a page that says so, in the language of the page that was wanted. That page is
// all that is kept here. Nothing of the paper is ever answered from here, so that nothing comes back that was withdrawn
// or corrected.

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll(PAGES.map((url) => new Request(url, { cache: "no-cache", credentials: "omit" })));
}

async function begin() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await self.registration.navigationPreload?.enable(); // so that nobody waits for this script
}

self.addEventListener("fetch", (event) => {
  const { mode, method } = event.request;
  // The desk too: what is not answered from here was asked for beforehand nevertheless, and would be asked for twice.
  if (mode === "navigate" && method === "GET") event.respondWith(answer(event));
});

async function answer(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const { pathname } = new URL(event.request.url);
    if (pathname.startsWith("/desk/")) return Response.error();
    const page = PAGES.findLast((url) => pathname.startsWith(url.replace("offline/", "")));
    return (await caches.match(page)) ?? Response.error();
  }
}
