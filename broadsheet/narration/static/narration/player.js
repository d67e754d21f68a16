// The player of recordings. Without this script the browser's own controls stand there; with it, ours: they know
// sentences. What reads along (data-reading) is fetched when somebody listens.

const SHELF = "broadsheet.listen"; // {story's path: {id of the sentence, at: seconds}}, the last one touched last
const SPEED = "broadsheet.speed";
const MOST = 50;
const SKIP = 15;
const KEYS = { KeyK: "toggle", Space: "toggle", KeyJ: "back", ArrowLeft: "back", KeyL: "forward", ArrowRight: "forward", KeyN: "next", KeyP: "before" };

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, two(whole % 60)];
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // nothing may be kept here: every listening begins at the beginning
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {} // the same
}

const shelf = () => kept(SHELF) ?? {};

function shelve(story, place) {
  const { [story]: _, ...others } = shelf();
  const entries = [...Object.entries(others), ...(place ? [[story, place]] : [])];
  keep(SHELF, Object.fromEntries(entries.slice(-MOST)));
}

// -- the system's own controls

function session(player) {
  if (!navigator.mediaSession) return;
  const { title, paper, captions } = player.dataset;
  const picture = document.querySelector('meta[property="og:image"]')?.content;
  const artwork = picture ? [{ src: picture }] : [];
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: paper, artwork });
  const list = player.hasAttribute("data-list");
  const steps = list ? ["previous story", "next story"] : captions ? ["before", "next"] : [];
  const [before, after] = steps.map((step) => () => player.act(step));
  const work = {
    play: () => player.play(),
    pause: () => player.audio.pause(),
    seekbackward: () => player.act("back"),
    seekforward: () => player.act("forward"),
    seekto: ({ seekTime }) => player.seek(seekTime),
    previoustrack: before,
    nexttrack: after,
  };
  for (const [name, does] of Object.entries(work)) {
    try {
      navigator.mediaSession.setActionHandler(name, does ?? null);
    } catch {} // a browser that has no such button
  }
}

function position({ audio, length }) {
  const there = Math.min(audio.currentTime, length);
  navigator.mediaSession?.setPositionState?.({ duration: length, playbackRate: audio.playbackRate, position: there });
}

// -- ours

class StoryPlayer extends HTMLElement {
  connectedCallback() {
    if (this.audio) return;
    this.audio = this.querySelector("audio");
    this.slider = this.querySelector("input");
    this.speed = this.querySelector("select");
    this.audio.controls = false;
    this.audio.hidden = true;
    this.querySelector(".row").hidden = false;
    this.listen();
    this.speed.value = kept(SPEED) ?? "1";
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(this.speed.value);
    if (this.audio.getAttribute("src")) this.open();
  }

  listen() {
    this.addEventListener("click", ({ target }) => this.act(target.closest("[data-do]")?.dataset.do));
    this.addEventListener("keydown", (event) => this.key(event));
    this.slider.addEventListener("input", () => this.tell(Number(this.slider.value)));
    this.slider.addEventListener("change", () => this.seek(Number(this.slider.value)));
    this.speed.addEventListener("change", () => {
      this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(this.speed.value);
      keep(SPEED, this.speed.value);
    });
    const on = (names, work) => names.split(" ").forEach((name) => this.audio.addEventListener(name, work));
    on("play pause", () => this.turned());
    on("pause", () => this.mark());
    on("timeupdate seeked ratechange", () => this.went());
    on("ended", () => shelve(this.dataset.story, null));
    on("error", () => this.say(this.dataset.failed));
    addEventListener("pagehide", () => this.mark());
  }

  // A recording: this.dataset has story, captions, seconds, title. Where somebody stopped is found again.
  open() {
    this.along = this.current = this.marked = null;
    this.begun = false;
    this.say("");
    const place = (this.place = shelf()[this.dataset.story]);
    this.slider.max = this.length;
    this.show(place?.at ?? 0);
    if (place) this.reading().then((along) => along && place === this.place && this.back(along, place));
  }

  // To the sentence at which somebody stopped, unless they moved meanwhile; who listens already is moved only if
  // another sentence is there now.
  back(along, place) {
    const at = along.found(place);
    if (!this.begun) this.show((place.at = at));
    else if (place.id && along.id(place.at) !== place.id) this.seek(at);
  }

  get length() {
    return Number(this.dataset.seconds) || this.audio.duration || 0;
  }

  get time() {
    return this.begun ? this.audio.currentTime : (this.place?.at ?? 0);
  }

  // What reads along with this recording; null for one without captions, or when it cannot be had.
  reading() {
    const { captions, reading } = this.dataset;
    this.along ??= captions ? import(reading).then((it) => it.along(this)).catch(() => null) : Promise.resolve(null);
    return this.along;
  }

  act(what) {
    if (what === "toggle") this.audio.paused ? this.play() : this.audio.pause();
    else if (what === "back") this.seek(this.time - SKIP);
    else if (what === "forward") this.seek(this.time + SKIP);
    else if (what === "next" || what === "before") this.step(what === "next" ? 1 : -1);
    else if (what) this.dispatchEvent(new CustomEvent("asked", { detail: what }));
  }

  key(event) {
    const { code, target } = event;
    const what = KEYS[code];
    const own = target.matches("select") || (code === "Space" && target.matches("button, a")) || (code.startsWith("Arrow") && target === this.slider);
    if (!what || own || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.act(what);
  }

  play() {
    this.say("");
    if (!this.begun) this.begin(this.time);
    this.audio.play().catch((error) => error.name === "AbortError" || this.say(this.dataset.failed));
    session(this);
    return this.reading().then((along) => along?.follow());
  }

  begin(at) {
    this.begun = true;
    if (at) this.audio.currentTime = at;
  }

  seek(seconds) {
    const at = Math.min(Math.max(seconds, 0), Math.max(this.length - 0.1, 0));
    this.begun = true;
    this.place = null;
    this.audio.currentTime = at;
    this.show(at);
  }

  async step(by) {
    const along = await this.reading();
    if (along) this.seek(along.stepped(this.time, by));
  }

  turned() {
    this.toggleAttribute("playing", !this.audio.paused);
    this.querySelector("[data-do=toggle]").setAttribute("aria-label", this.audio.paused ? this.dataset.play : this.dataset.pause);
    if (!this.audio.paused) document.querySelectorAll("audio, video").forEach((other) => other === this.audio || other.pause());
  }

  went() {
    if (!this.begun) return;
    this.show(this.audio.currentTime);
    position(this);
    if (Math.abs(this.audio.currentTime - (this.marked ?? -9)) > 5) this.mark();
  }

  mark() {
    if (!this.begun || this.audio.ended || !this.audio.currentTime) return;
    this.marked = this.audio.currentTime;
    const place = { at: Math.floor(this.marked), id: this.current?.id(this.marked) ?? this.place?.id };
    shelve(this.dataset.story, place);
  }

  show(seconds) {
    if (!this.slider.matches(":active")) this.slider.value = seconds;
    this.tell(seconds);
  }

  tell(seconds) {
    this.slider.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(this.length)}`);
    this.querySelector(".at").textContent = clock(seconds);
    this.querySelector(".of").textContent = clock(this.length);
  }

  say(words) {
    this.querySelector("[role=status]").textContent = words;
  }
}

customElements.define("story-player", StoryPlayer);
