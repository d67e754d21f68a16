// An editor of formatted text takes some 15 ms to begin, and a long story has a hundred. So all but the first show their
// words alone, and begin when somebody goes there or they are asked for what they hold; those near the screen one after
// the other, when the browser has nothing else to do.
(() => {
  const AT_ONCE = 1;
  const Area = window.draftail.DraftailRichTextArea;
  const waiting = new Map(); // what stands in for an editor, and the editor
  let begun = 0;

  const whenIdle = window.requestIdleCallback || ((act) => setTimeout(act, 50)); // Safari has none
  const nearOnes = new Set();
  function beginNearOnes() {
    const [shown] = nearOnes;
    if (!shown) return;
    nearOnes.delete(shown);
    waiting.get(shown)?.begin();
    whenIdle(beginNearOnes);
  }

  const near = new IntersectionObserver(
    (seen) => {
      const idle = !nearOnes.size;
      for (const { isIntersecting, target } of seen) nearOnes[isIntersecting ? "add" : "delete"](target);
      if (idle) whenIdle(beginNearOnes);
    },
    { root: document.getElementById("main"), rootMargin: "100% 0px" },
  );

  /** A comment hangs on words of an editor, and shows when that has begun. */
  let listens = false;
  function listenToComments() {
    const app = window.comments?.commentApp;
    if (!app || listens) return;
    listens = true;
    app.store.subscribe(() => {
      const places = new Set([...app.store.getState().comments.comments.values()].map((one) => one.contentpath));
      if (!places.size) return;
      for (const later of [...waiting.values()]) if (places.has(window.comments.getContentPath(later.input))) later.begin();
    });
  }

  function element(tag, classes, ...inside) {
    const made = document.createElement(tag);
    made.className = classes;
    made.append(...inside);
    return made;
  }

  /** As the editor itself will have it: that it begins must not look like a change, which would be saved. */
  function asStored(value) {
    const { blocks } = JSON.parse(value);
    if (blocks.length === 1 && isPlain(blocks[0])) return plain(blocks[0]);
    const { convertFromRaw, convertToRaw } = window.DraftJS;
    const content = convertFromRaw(JSON.parse(value));
    return content.hasText() ? JSON.stringify(convertToRaw(content)) : "null";
  }

  /** Nearly all paragraphs are, with one bold or slanted word at most; to ask Draft.js of each costs more than all else. */
  const isPlain = ({ key, text, type, inlineStyleRanges, entityRanges, data }) =>
    key &&
    text.replaceAll("\u200b", "") &&
    type === "unstyled" &&
    (inlineStyleRanges || []).length < 2 &&
    ![...(entityRanges || []), ...Object.keys(data || {})].length;

  function plain({ key, text, type, depth = 0, inlineStyleRanges: ranges = [] }) {
    const inlineStyleRanges = ranges.map(({ offset, length, style }) => ({ offset, length, style }));
    return JSON.stringify({ blocks: [{ key, text, type, depth, inlineStyleRanges, entityRanges: [], data: {} }], entityMap: {} });
  }

  const linesOf = (value) => (JSON.parse(value)?.blocks || []).map((block) => block.text || "");

  function standIn(value) {
    const lines = linesOf(value).map((text) => element("div", "public-DraftStyleDefault-block", text || "\u00a0"));
    const text = element("div", "public-DraftEditor-content", ...lines);
    text.tabIndex = 0;
    text.setAttribute("role", "textbox");
    text.setAttribute("aria-multiline", "true");
    const root = element("div", "DraftEditor-root", element("div", "DraftEditor-editorContainer", text));
    return element("div", "Draftail-Editor__wrapper", element("div", "Draftail-Editor", root));
  }

  /** What Wagtail's fields ask of an editor, of one that has perhaps not begun. */
  class Later {
    constructor(start, place, name, id, given, capabilities) {
      const value = asStored(given);
      this.start = start;
      this.capabilities = new Map(capabilities);
      this.real = null;
      this.own = Object.assign(document.createElement("input"), { type: "hidden", name, id, value });
      Object.defineProperty(this.own, "draftailEditor", { get: () => this.begin().input.draftailEditor });
      this.shown = standIn(value);
      this.shown.addEventListener("focusin", () => this.begin().input.draftailEditor.focus());
      place.append(this.own, this.shown);
      waiting.set(this.shown, this);
      near.observe(this.shown);
      listenToComments();
    }

    begin() {
      if (this.real) return this.real;
      near.unobserve(this.shown);
      nearOnes.delete(this.shown);
      waiting.delete(this.shown);
      const { value } = this.own;
      this.own.remove();
      this.shown.remove();
      this.real = this.start(value, this.capabilities);
      return this.real;
    }

    get input() {
      return this.real ? this.real.input : this.own;
    }

    getValue() {
      return this.input.value;
    }

    getTextLabel(options) {
      if (this.real) return this.real.getTextLabel(options);
      const words = linesOf(this.own.value).filter(Boolean).join(" ");
      const most = options?.maxLength;
      return most && words.length > most ? `${words.substring(0, most - 1)}…` : words;
    }

    setInvalid(invalid) {
      if (invalid || this.real) this.begin().setInvalid(invalid);
    }

    setCapabilityOptions(name, options) {
      if (this.real) this.real.setCapabilityOptions(name, options);
      else this.capabilities.set(name, Object.assign(this.capabilities.get(name), options));
    }

    getState() {
      return this.begin().getState();
    }

    setState(state) {
      this.begin().setState(state);
    }

    focus() {
      this.begin().focus();
    }
  }

  class LaterArea extends Area {
    render(place, name, id, state, capabilities, options) {
      const start = (value, now) => super.render(place, name, id, value, now, options);
      begun += 1;
      const isText = typeof state === "string" && JSON.parse(state);
      return isText && begun > AT_ONCE ? new Later(start, place, name, id, state, capabilities) : start(state, capabilities);
    }
  }
  window.telepath.register("wagtail.widgets.DraftailRichTextArea", LaterArea);
})();
