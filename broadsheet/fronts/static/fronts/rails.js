// The rails in a page are a copy, of the page's pressing at best. When the browser has nothing else to do, each is
// fetched from its own address; then the page listens at /live/ for as long as somebody looks at it. Where streams are
// cut it asks for the rail again and again. Without this script the copies stay.

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 300));
const root = document.documentElement;
const language = root.lang;
const SETTLE = 1000; // ms after which a page that is still open listens
const POLL = 30_000; // ms between two looks at a rail where nothing can be listened to
const AGAIN = 300_000; // ms until listening is tried again
const REFUSED = 60_000; // ms until it is where it was refused: the Retry-After of that answer, which a script is not told
const FEW = 6; // items that a rail keeps
const PATIENCE = 10_000; // ms in which a stream must say something
const SILENCE = 50_000; // ms, three of the server's beats, after which one that says nothing is dead
const KEPT = 75; // s that a cache may have kept the page before it came; and clocks differ
const LONG = 300; // s after which a page that has not listened is asked for anew

async function fetched(url) {
  const answer = await fetch(url, { cache: "no-cache", credentials: "omit" }); // asks with its ETag
  if (!answer.ok) return null;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  return fresh.content;
}

// The first element of this HTML; null when there is none.
function parsed(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  return fresh.content.firstElementChild;
}

// -- the switch, for all pages of the paper: "off" is no stream, and nothing is read out. Where nothing may be kept it
// holds for the page

const off = () => root.dataset.live === "off";

function turn(live) {
  if (live === "off") root.dataset.live = "off";
  else delete root.dataset.live;
  for (const each of document.querySelectorAll("news-feed, breaking-news")) each.say?.();
}

try {
  turn(localStorage.getItem("live"));
} catch {}

addEventListener("storage", ({ key, newValue }) => key === "live" && (turn(newValue), off() ? quit() : listen()));

// -- the stream: one for the page

const listeners = []; // [name of the event, what is called with its data]
const catchers = []; // called when something may have been missed
let source, watch, poll;
let failures = 0;
let refused = 0; // until when
let last; // number of the newest event that was heard of
let begun = false; // the page is as it came, until the first look around has ended
let missed = performance.getEntriesByType("navigation")[0]?.type === "back_forward"; // something may have been told while nobody listened

// `anew`: what was told is not known any more, so that all that a page shows is in question; no network: the copy stays
const catchUp = (anew) => Promise.all(catchers.map((each) => Promise.resolve(each(anew)).catch(() => {})));

// A beat has no number of its own, but the newest one comes with it, whatever it was of.
function heard({ lastEventId }) {
  last = lastEventId || last;
  clearTimeout(watch);
  watch = setTimeout(give, SILENCE, 0);
}

function listen() {
  if (document.hidden || source || off()) return;
  clearTimeout(poll);
  if (Date.now() < refused) return catchUp(), give(refused);
  const age = Math.ceil(performance.now() / 1000);
  if (!last) missed ||= age > LONG;
  // what was told since we listened last, or else since the page was made, is told again; where that is long ago, the
  // page is asked for
  source = new EventSource(last ? `/live/?after=${last}` : missed ? "/live/" : `/live/?back=${age + KEPT}`);
  watch = setTimeout(give, PATIENCE);
  source.onopen = () => {
    failures = 0;
    catchUp(); // what is told is on disk already: from here on nothing is missed
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) give((refused = Date.now() + REFUSED));
    else if (++failures > 2) give();
  };
  source.addEventListener("beat", heard);
  source.addEventListener("reset", (event) => (heard(event), (missed = true), catchUp(true)));
  for (const [name, call] of listeners) source.addEventListener(name, (event) => (heard(event), call(JSON.parse(event.data), name)));
}

function quit() {
  clearTimeout(watch);
  clearTimeout(poll);
  source?.close();
  source = undefined;
  missed ||= !last;
}

function give(until = Date.now() + AGAIN) {
  quit();
  if (document.hidden || off()) return;
  const ask = async () => {
    if (Date.now() > until) return (failures = 0), listen();
    await catchUp();
    if (!source && !document.hidden && !off()) poll = setTimeout(ask, POLL * (0.75 + Math.random() / 2));
  };
  poll = setTimeout(ask, POLL * Math.random());
}

document.addEventListener("visibilitychange", () => (document.hidden ? quit() : listen()));
addEventListener("pagehide", quit);
addEventListener("pageshow", (event) => event.persisted && listen());

// -- moving without a jump: what stands elsewhere afterwards is drawn where it was and glides. What would be moved on its
// way, or before it was drawn at rest, would jump: it waits

let gliding;

const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

function still(work) {
  gliding ? gliding.then(() => still(work)) : work();
}

function gently(list, change) {
  const was = new Map([...list.children].map((item) => [item, item.getBoundingClientRect()]));
  list.style.minHeight = `${list.offsetHeight}px`;
  change();
  const glides = [];
  for (const [item, from] of was) {
    if (!item.isConnected) continue;
    const to = item.getBoundingClientRect();
    const [x, y] = [from.x - to.x, from.y - to.y];
    if (x || y) glides.push(item.animate([{ transform: `translate(${x}px,${y}px)` }, { transform: "none" }], { duration: calm.matches ? 1 : 250, easing: "ease-out" }).finished);
  }
  if (!glides.length) return;
  const ours = (gliding = Promise.allSettled(glides)
    .then(drawn)
    .then(() => gliding === ours && (gliding = undefined)));
}
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// -- times that count up

const ago = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "auto" });

const since = (minutes) => (minutes ? ago.format(-minutes, "minute") : ago.format(0, "second")).replace(". ", " ");

function count(place) {
  for (const time of place.querySelectorAll("li > time")) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000);
    time.dataset.at ??= time.textContent;
    const text = minutes >= 0 && minutes < 60 ? since(minutes) : time.dataset.at;
    if (time.textContent !== text) time.textContent = text;
    time.title = time.dataset.at;
  }
}

// -- the News Feed: beside a page (few items, of one height), its own page (data-days), the updates of a live story

const at = (item) => Date.parse(item.querySelector("time").dateTime);
const pinned = (item) => item.dataset.pinned !== undefined;
const body = (item) => item.lastElementChild.innerHTML;

customElements.define(
  "news-feed",
  class extends HTMLElement {
    connectedCallback() {
      this.waiting = new Map(); // id: item, not shown yet
      this.told = new Map(); // id: when the stream told of it last
      catchers.push((anew) => this.refresh(anew));
      const { kind = "brief", story, days } = this.dataset;
      this.story = Number(story);
      this.days = days !== undefined;
      listeners.push([kind, (data) => this.came(data)], [`${kind}-changed`, (data) => this.came(data)]);
      listeners.push([`${kind}-removed`, (data) => this.went(data.id)]);
      if (!story) listeners.push(["correction", (data) => data.html && this.came(data)], ["correction-removed", (data) => this.went(data.id)]);
      else listeners.push(["live-story", (data) => data.story === this.story && (this.told.set("top", performance.now()), this.end(data.ended), this.know(parsed(data.points)))], ["live-story-removed", (data) => data.id === `live-story-${story}` && this.forget()]);
      setInterval(() => document.hidden || count(this), 30_000);
      this.tools();
    }

    get list() {
      return this.querySelector("ol");
    }

    get items() {
      return [...this.querySelectorAll("li[data-id]")];
    }

    tools() {
      this.more = Object.assign(document.createElement("button"), { className: "new", hidden: true, onclick: () => this.show(true) });
      this.switch = Object.assign(document.createElement("button"), { className: "switch", textContent: this.dataset.live, title: this.dataset.hint, onclick: () => this.turn() });
      this.spoken = Object.assign(document.createElement("p"), { className: "vh" });
      this.say();
      this.story ? this.list.before(this.more) : this.prepend(this.more);
      this.append(this.switch, this.spoken);
      count(this);
    }

    say() {
      this.switch.setAttribute("aria-pressed", !off());
      this.spoken.setAttribute("aria-live", off() ? "off" : "polite");
    }

    turn() {
      const live = off() ? "on" : "off";
      turn(live);
      off() ? quit() : listen();
      try {
        localStorage.setItem("live", live);
      } catch {}
    }

    // The answer may be older than what the stream has told meanwhile, and a cache may have kept it for a minute: of what
    // was told since, the stream's word holds. `anew`: nothing stays that is not in the answer; the News Feed's own page
    // shows more than its rail has, and is asked for itself

    async refresh(anew) {
      const since = performance.now() - (anew ? 0 : KEPT * 1000);
      const fresh = await fetched(anew && this.days ? location.pathname : this.dataset.rail);
      if (!fresh) return;
      if (!this.list && !this.days) return this.more.after(fresh), count(this);
      const older = (id) => !(this.told.get(id) > since);
      const items = [...fresh.querySelectorAll("li[data-id]")];
      const ids = new Set(items.map((item) => item.dataset.id));
      const oldest = items.length && !anew ? Math.min(...items.filter((item) => !pinned(item)).map(at)) : -Infinity;
      for (const item of items.reverse()) if (older(item.dataset.id)) this.put(item);
      const over = (id) => !ids.has(id) && older(id);
      for (const item of this.items) if (over(item.dataset.id) && (pinned(item) || at(item) >= oldest)) this.gone(item.dataset.id);
      for (const id of this.waiting.keys()) if (over(id)) this.waiting.delete(id);
      if (this.story && older("top")) this.know(fresh.querySelector("section"));
      this.show();
    }

    came(data) {
      if (data.lang !== language || (this.story && data.story !== this.story)) return;
      if (!this.list && !this.days) return void this.refresh().catch(() => {}); // the first that there is
      this.told.set(data.id, performance.now());
      this.put(parsed(data.html));
      this.show();
    }

    went(id) {
      this.told.set(id, performance.now());
      this.gone(id);
    }

    put(item) {
      const id = item.dataset.id;
      if (this.days && id.startsWith("correction")) return; // its address names no day
      if (this.days) dated(item);
      const old = this.items.find((other) => other.dataset.id === id);
      if (this.waiting.has(id)) this.waiting.set(id, item);
      else if (!old) {
        const last = this.items.at(-1);
        if (!last || pinned(item) || at(item) >= at(last)) this.waiting.set(id, item);
      } else if (pinned(old) !== pinned(item)) this.waiting.set(id, item);
      else if (body(old) !== body(item)) still(() => this.replace(old, item));
    }

    replace(old, item) {
      if (!old.isConnected) return;
      const focused = [...old.querySelectorAll("a")].indexOf(document.activeElement);
      gently(old.parentElement, () => old.replaceWith(item));
      item.querySelectorAll("a")[focused]?.focus({ preventScroll: true });
      count(this);
    }

    gone(id) {
      this.waiting.delete(id);
      const old = this.items.find((item) => item.dataset.id === id);
      if (old) still(() => old.isConnected && (gently(old.parentElement, () => old.remove()), this.latest()));
      this.show();
    }

    // what stands above the updates of a live story; what is known so far waits with them

    know(points) {
      const now = this.querySelector(":scope > section");
      this.points = (now && points ? now.isEqualNode(points) : !now && !points) ? undefined : points ?? null;
      this.show();
    }

    forget() {
      this.told.set("top", performance.now());
      this.points = undefined;
      this.querySelector(":scope > section")?.remove();
      this.show();
    }

    end(ended) {
      this.toggleAttribute("data-ended", ended);
      for (const each of document.querySelectorAll("#updates, [href='#updates']")) each.textContent = ended ? this.dataset.over : this.dataset.now;
    }

    // what is new comes in by itself where nothing that somebody reads is moved by it

    atTop() {
      return !this.story && !this.days && this.getBoundingClientRect().top > -1;
    }

    show(asked = false) {
      const items = [...this.waiting.values()].sort((a, b) => at(a) - at(b));
      const told = items.length + (this.points === undefined ? 0 : 1);
      if (!told) return void (this.more.hidden = true);
      if (gliding && !asked) return still(() => this.show());
      if (!(asked || this.atTop()) || !this.insert(items, asked)) return this.offer(told);
      this.waiting.clear();
      this.more.hidden = true;
      count(this);
      this.spoken.textContent = items.map((item) => item.querySelector("b, h3, span")?.textContent).join(" ");
      if (this.story) this.top(), this.latest();
      if (asked) this.lead(items.at(-1));
    }

    offer(told) {
      const words = this.dataset.new.replace("{n}", told);
      if (this.more.hidden || this.more.textContent !== words) this.spoken.textContent = this.more.textContent = words;
      this.more.hidden = false;
    }

    top() {
      const old = this.querySelector(":scope > section");
      if (this.points && !old) this.more.before(this.points);
      else if (this.points !== undefined) old?.replaceWith(...(this.points ? [this.points] : []));
      this.points = undefined;
    }

    latest() {
      const last = this.querySelector(":scope > p > time");
      const newest = this.items.sort((a, b) => at(a) - at(b)).at(-1)?.querySelector("time"); // a pinned one may be older
      if (last && newest) Object.assign(last, { dateTime: newest.dateTime, textContent: newest.dataset.at });
    }

    lead(newest) {
      const place = this.story && newest ? newest : this;
      place.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
      if (place === newest) newest.tabIndex = -1;
      (place === newest ? newest : newest?.querySelector("a"))?.focus({ preventScroll: true });
    }

    insert(items, asked) {
      if (this.story || this.days) return items.forEach((item) => this.place(item)), true;
      let fits = true;
      gently(this.list, () => (fits = this.squeeze(items, asked)));
      return fits;
    }

    place(item) {
      this.items.find((other) => other.dataset.id === item.dataset.id)?.remove();
      const list = this.days ? dayOf(item, this) : this.list;
      const next = [...list.children].find((other) => pinned(item) >= pinned(other) && (pinned(item) > pinned(other) || at(other) <= at(item)));
      next ? next.before(item) : list.append(item);
    }

    squeeze(items, asked) {
      const list = this.list;
      const height = parseFloat(list.style.minHeight);
      const out = [];
      for (const item of items) this.place(item);
      while (list.scrollHeight > height + 1 && list.children.length > Math.max(FEW, items.length)) {
        if (list.lastElementChild.contains(document.activeElement)) break;
        out.unshift(list.lastElementChild);
        out[0].remove();
      }
      if (asked || list.scrollHeight <= height + 1) return true;
      for (const item of items) item.remove(); // it would push down what stands below
      list.append(...out);
      return false;
    }
  },
);

// an item of the rail as the News Feed's own page has it
function dated(item) {
  const rail = item.querySelector(":scope > p");
  if (!rail) return;
  const [head, whole] = [document.createElement("h3"), document.createElement("div")];
  head.className = "t-4";
  head.append(rail.querySelector("a"));
  whole.append(head, ...[...rail.querySelectorAll("span")].map((each) => Object.assign(document.createElement("p"), { textContent: each.textContent })));
  rail.replaceWith(whole);
}

// the list of the day that an item's address names
function dayOf(item, feed) {
  const day = item.querySelector("a").getAttribute("href").replace(/[^/]+\/$/, "");
  const there = feed.querySelector(`h2 a[href="${day}"]`);
  if (there) return there.closest("section").querySelector("ol");
  const made = parsed('<section class="feed day"><h2><a><time></time></a></h2><ol></ol></section>');
  const time = made.querySelector("time");
  made.querySelector("a").href = day;
  time.dateTime = day.split("/").slice(-4, -1).join("-");
  time.textContent = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(Date.parse(time.dateTime));
  feed.querySelector(":scope > p:not(.vh)")?.remove(); // that nothing has happened
  feed.more.after(made);
  return made.querySelector("ol");
}

// -- the breaking banner: what was not there when the page came, or has grown since, is laid over its foot, so that
// nothing moves

customElements.define(
  "breaking-news",
  class extends HTMLElement {
    connectedCallback() {
      catchers.push(() => this.refresh());
      listeners.push(["breaking", (data) => data.lang === language && this.set(parsed(data.html))]);
      this.late = !this.firstElementChild;
      this.say();
      this.mind();
    }

    say() {
      this.setAttribute("aria-live", off() ? "off" : "polite");
    }

    async refresh() {
      const fresh = await fetched(this.dataset.rail);
      if (fresh) this.set(fresh.firstElementChild);
    }

    set(banner) {
      const now = this.querySelector("aside");
      if (banner && this.dismissed?.isEqualNode(banner)) return;
      this.style.visibility = banner || this.late ? "" : "hidden"; // its place stays
      if (banner && !(now && now.isEqualNode(banner))) this.put(banner);
      else if (!banner && this.late) this.replaceChildren();
      this.mind();
    }

    put(banner) {
      const height = this.offsetHeight;
      this.replaceChildren(banner);
      if (!this.late && this.offsetHeight > height) {
        const place = document.createElement("div");
        place.style.blockSize = `${height}px`;
        this.before(place);
        this.late = true;
      } else if (!this.late) this.style.minBlockSize = `${height}px`;
      this.classList.toggle("late", this.late);
      if (this.late) this.append(Object.assign(document.createElement("button"), { textContent: "\u00d7", ariaLabel: this.dataset.close, onclick: () => ((this.dismissed = banner), this.replaceChildren()) }));
    }

    mind() {
      clearTimeout(this.timer);
      const left = Date.parse(this.querySelector("[data-until]")?.dataset.until) - Date.now();
      if (left < 86_400_000) this.timer = setTimeout(() => this.set(null), Math.max(0, left));
    }
  },
);

// -- the story that is open: it was corrected, or withdrawn, since the page came. The notice is laid over the top of the
// window, so that nothing moves

customElements.define(
  "story-notice",
  class extends HTMLElement {
    connectedCallback() {
      const { story } = this.dataset;
      this.setAttribute("role", "status");
      listeners.push(["correction", (data) => data.story === Number(story) && this.fixed(data.id, data.at)]);
      listeners.push(["correction-removed", (data) => data.id === this.about && this.replaceChildren()]);
      listeners.push(["story-removed", (data) => data.id === `story-${story}` && this.gone()]);
      listeners.push(["story", (data) => data.id === `story-${story}` && this.about === "gone" && this.replaceChildren()]);
      catchers.push(() => this.look());
    }

    // what was told while nobody listened: the page itself is asked for
    async look() {
      if (!begun || (source && !missed)) return;
      const answer = await fetch(location.pathname, { cache: "no-cache", credentials: "omit" });
      missed = false;
      if (answer.status === 410 || answer.status === 404) return this.gone();
      const mark = answer.headers.get("etag");
      if (!answer.ok || mark === this.mark) return;
      this.mark = mark;
      const fresh = document.createElement("template");
      fresh.innerHTML = await answer.text();
      for (const time of fresh.content.querySelectorAll(".fix time")) this.fixed("", time.dateTime);
    }

    fixed(id, at) {
      if (!at || [...document.querySelectorAll(".fix time")].some((time) => time.dateTime === at)) return;
      this.tell(id, this.dataset.fixed.replace("{at}", at.slice(11, 16)), this.dataset.load);
    }

    gone() {
      this.tell("gone", this.dataset.gone, this.dataset.why);
    }

    tell(about, words, way) {
      this.about = about;
      const told = document.createElement("p");
      const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: way, onclick: () => (location.reload(), false) });
      told.append(`${words} `, link);
      const close = Object.assign(document.createElement("button"), { textContent: "\u00d7", ariaLabel: this.dataset.close, onclick: () => this.replaceChildren() });
      this.replaceChildren(told, ...(about === "gone" ? [] : [close]));
    }
  },
);

// -- rails that editors set

function put(host, fresh) {
  const now = host.querySelector(":scope > section");
  const next = fresh.querySelector("section");
  if (now && next ? now.isEqualNode(next) : !now && !next) return;
  if (host.contains(document.activeElement)) return; // somebody is on a link of it
  host.replaceChildren(...fresh.childNodes);
}

async function begin() {
  const hosts = [...document.querySelectorAll("div[data-rail]")];
  const all = hosts.map((host) => fetched(host.dataset.rail).catch(() => null));
  await catchUp();
  for (const [n, fresh] of (await Promise.all(all)).entries()) if (fresh) put(hosts[n], fresh); // nothing is pushed down later
  root.dataset.rails = "there";
  begun = true;
  if (catchers.length) setTimeout(listen, SETTLE);
  navigator.serviceWorker?.register("/offline.js", { updateViaCache: "all" }).catch(() => {}); // what to say without a network
}

idle(begin);
