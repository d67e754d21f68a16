// The player of recordings. Without this script the browser's own controls stand there; with it, ours: they know
// sentences. What reads along (data-reading) is fetched when somebody listens.

const SHELF = "broadsheet.listen"; // {story's path: {id of the sentence, at: seconds}}, the last one touched last
const MOST = 50;
const SKIP = 15;
const KEYS = { KeyK: "toggle", Space: "toggle", KeyJ: "back", ArrowLeft: "back", KeyL: "forward", ArrowRight: "forward", KeyN: "next", KeyP: "before" };

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, two(whole % 60)];
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function shelf() {
  try {
    return JSON.parse(localStorage.getItem(SHELF)) ?? {};
  } catch {
    return {}; // nothing may be kept here: every listening begins at the beginning
  }
}

function keep(name, value) {
  const { [name]: _, ...others } = shelf();
  const entries = [...Object.entries(others), ...(value ? [[name, value]] : [])];
  try {
    localStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(entries.slice(-MOST))));
  } catch {} // the same
}

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
    this.speed.value = shelf().speed ?? "1";
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
      keep("speed", this.speed.value);
    });
    const on = (names, work) => names.split(" ").forEach((name) => this.audio.addEventListener(name, work));
    on("play pause", () => this.turned());
    on("pause", () => this.mark());
    on("timeupdate seeked", () => this.went());
    on("ended", () => keep(this.dataset.story, null));
    on("error", () => this.say(this.dataset.failed));
    addEventListener("pagehide", () => this.mark());
  }

  // A recording: this.dataset has story, captions, seconds, title. Where somebody stopped is found again.
  open() {
    this.along = this.current = null;
    this.begun = false;
    this.say("");
    this.place = shelf()[this.dataset.story];
    this.slider.max = this.length;
    this.show(this.place?.at ?? 0);
    if (this.place) this.reading().then((along) => along && !this.begun && this.show((this.place.at = along.found(this.place))));
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
    return this.reading().then((along) => along?.playing());
  }

  begin(at) {
    this.begun = true;
    if (at) this.audio.currentTime = at;
  }

  seek(seconds) {
    const at = Math.min(Math.max(seconds, 0), Math.max(this.length - 0.1, 0));
    this.begun = true;
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
    if (Math.abs(this.audio.currentTime - (this.marked ?? -9)) > 5) this.mark();
  }

  mark() {
    if (!this.begun || this.audio.ended || !this.audio.currentTime) return;
    this.marked = this.audio.currentTime;
    const place = { at: Math.floor(this.marked), id: this.current?.id(this.marked) };
    keep(this.dataset.story, place);
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
