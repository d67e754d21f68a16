// Reads along: finds the captions' sentences in the page's text, marks the one that is heard, and plays the one that is
// clicked. A cue's id is `block.number.hash`; a block stands at #b-<its first
// eight characters>. Cue and page are compared by their letters and figures alone, so that marks, links, white space
// and punctuation that only one of them has do not matter; what is not found is not marked.

const LETTER = /[\p{L}\p{N}\p{M}]/u;
const NAME = "is-read";
const still = matchMedia("(prefers-reduced-motion: reduce)");

// -- captions

function seconds(clock) {
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

const CHARACTERS = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

export function cues(text) {
  return text.split(/\n\s*\n/).flatMap((part) => {
    const [id, times, ...words] = part.trim().split("\n");
    if (!times?.includes(" --> ")) return [];
    const [start, end] = times.split(" --> ").map(seconds);
    return [{ id, start, end, words: words.join(" ").replace(/&(?:lt|gt|amp);/g, (found) => CHARACTERS[found]) }];
  });
}

function parts(id) {
  const [hash, number, ...block] = id.split(".").reverse();
  return { hash, number: Number(number), block: block.reverse().join(".") };
}

// The cue that has this place now; sentences may have been added, changed or taken out since.
function again(all, { id, at }) {
  const was = id ? parts(id) : {};
  const near = all.map((cue) => ({ cue, ...parts(cue.id) })).sort((a, b) => Math.abs(a.number - was.number) - Math.abs(b.number - was.number));
  const found =
    near.find(({ cue }) => cue.id === id) ??
    near.find(({ block, hash }) => block === was.block && hash === was.hash) ??
    near.find(({ hash }) => hash === was.hash) ??
    near.find(({ block }) => block === was.block);
  return found ? found.cue.start : Math.min(at, all.at(-1)?.start ?? 0);
}

// -- the page

function nodes(element) {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

function elementOf(block) {
  if (block === "headline") return document.querySelector(".story h1");
  if (block === "byline") return document.querySelector(".story .by");
  return document.getElementById(`b-${block.slice(0, 8)}`);
}

// {text, letters, at: for each letter its place in the text}, in UTF-16 units.
function spelled(element) {
  const text = nodes(element).map((node) => node.data).join("");
  const made = { text, letters: "", at: [] };
  let place = 0;
  for (const sign of text) {
    if (LETTER.test(sign)) {
      made.letters += sign;
      for (let unit = 0; unit < sign.length; unit++) made.at.push(place + unit);
    }
    place += sign.length;
  }
  return made;
}

const inked = (sign) => Boolean(sign?.trim());

// Letters from..to of what is spelled, with the punctuation that touches them, but not before `border`.
function stretched({ text, at }, from, to, border) {
  let [start, end] = [at[from], at[to - 1] + 1];
  while (start > border && inked(text[start - 1]) && !LETTER.test(text[start - 1])) start--;
  while (inked(text[end]) && !LETTER.test(text[end])) end++;
  return { start, end };
}

function wholeWords({ text, at }, from, to) {
  return !LETTER.test(text[at[from] - 1] ?? " ") && !LETTER.test(text[at[to - 1] + 1] ?? " ");
}

// For each cue {element, start, end} in the element's text, or null. The cues of one element follow each other.
function placed(all) {
  const seen = new Map();
  return all.map(({ id, words }) => {
    const element = elementOf(parts(id).block);
    const own = [...words].filter((sign) => LETTER.test(sign)).join("");
    if (!element || !own) return null;
    if (!seen.has(element)) seen.set(element, { ...spelled(element), next: 0, border: 0 });
    const here = seen.get(element);
    let from = here.letters.indexOf(own, here.next);
    while (from > here.next && !wholeWords(here, from, from + own.length)) from = here.letters.indexOf(own, from + 1);
    if (from < 0) return null;
    const found = stretched(here, from, from + own.length, here.border);
    here.next = from + own.length;
    here.border = found.end;
    return { element, ...found };
  });
}

function range({ element, start, end }) {
  const made = document.createRange();
  let before = 0;
  for (const node of nodes(element)) {
    const after = before + node.length;
    if (start >= before && start < after) made.setStart(node, start - before);
    if (end > before && end <= after) made.setEnd(node, end - before);
    before = after;
  }
  return made;
}

// -- marking: nothing moves by it

const painted = {
  put: (at) => CSS.highlights.set(NAME, new Highlight(range(at))),
  off: () => CSS.highlights.delete(NAME),
};

const wrapped = {
  put({ element, start, end }) {
    let before = 0;
    for (const node of nodes(element)) {
      const [from, to] = [Math.max(start - before, 0), Math.min(end - before, node.length)];
      before += node.length;
      if (from >= to) continue;
      const part = document.createRange();
      part.setStart(node, from);
      part.setEnd(node, to);
      const mark = document.createElement("span");
      mark.className = NAME;
      part.surroundContents(mark);
    }
  },
  off() {
    for (const mark of document.querySelectorAll(`span.${NAME}`)) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  },
};

const pen = "Highlight" in window && CSS.highlights ? painted : wrapped;

function caret({ clientX, clientY }) {
  const found = document.caretPositionFromPoint?.(clientX, clientY);
  if (found) return [found.offsetNode, found.offset];
  const older = document.caretRangeFromPoint?.(clientX, clientY);
  return older ? [older.startContainer, older.startOffset] : [];
}

class Along {
  constructor(player, all) {
    this.player = player;
    this.cues = all;
    this.places = placed(all);
    this.now = -1;
    const events = ["play", "seeked", "timeupdate", "ratechange"];
    for (const event of events) player.audio.addEventListener(event, () => this.follow());
    player.audio.addEventListener("ended", () => this.turn(-1));
    if (this.places.some(Boolean)) document.addEventListener("click", (event) => this.clicked(event));
  }

  get current() {
    return this.player.current === this;
  }

  // The number of the sentence at a time: that of the silence after it too. -1 before the first.
  at(time) {
    return this.cues.findLastIndex(({ start }) => start <= time + 0.02);
  }

  id(time) {
    return this.cues[this.at(time)]?.id;
  }

  found(place) {
    return again(this.cues, place);
  }

  stepped(time, by) {
    const next = this.cues[Math.max(this.at(time) + by, 0)];
    return next ? next.start : this.player.length;
  }

  follow() {
    const { audio } = this.player;
    clearTimeout(this.timer);
    if (!this.current || (audio.paused && !this.player.begun)) return;
    this.turn(this.at(audio.currentTime));
    const next = this.cues[this.now + 1];
    if (next && !audio.paused) this.timer = setTimeout(() => this.follow(), Math.max(20, ((next.start - audio.currentTime) * 1000) / audio.playbackRate));
  }

  turn(number) {
    if (number === this.now) return;
    const [before, after] = [this.places[this.now], this.places[number]];
    const seen = before && inSight(before, this.player);
    this.now = number;
    this.player.cue = this.cues[number]?.id; // for other scripts
    pen.off();
    if (!after || !this.current) return;
    pen.put(after);
    if (seen && !still.matches && !inSight(after, this.player)) {
      const { top } = range(after).getBoundingClientRect();
      scrollBy({ top: top - innerHeight / 3, behavior: "smooth" });
    }
  }

  clicked(event) {
    const { target } = event;
    if (!this.current || !this.player.begun || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (target.closest("a, button, input, select, summary, story-player") || !getSelection().isCollapsed) return;
    const [node, offset] = caret(event);
    const number = this.places.findIndex((place) => place && place.element.contains(node) && within(place, node, offset));
    if (number < 0) return;
    this.player.seek(this.cues[number].start);
    this.player.play();
  }
}

function within({ element, start, end }, node, offset) {
  let before = 0;
  for (const each of nodes(element)) {
    if (each === node) return before + offset >= start && before + offset <= end;
    before += each.length;
  }
  return false;
}

function inSight(place, player) {
  const { top, bottom } = range(place).getBoundingClientRect();
  const covered = player.getBoundingClientRect();
  return top >= (covered.top <= 0 ? covered.bottom : 0) && bottom <= innerHeight;
}

// For the recording that `player` has now.
export async function along(player) {
  const { captions } = player.dataset;
  const answer = await fetch(captions, { credentials: "omit" });
  if (!answer.ok) throw new Error(answer.status);
  const made = new Along(player, cues(await answer.text()));
  if (player.dataset.captions === captions) player.current = made;
  return made;
}
