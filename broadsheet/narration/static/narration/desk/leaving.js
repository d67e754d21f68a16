// In a story's editor: a small switch among the buttons of each block that would be read aloud leaves it out of the
// reading, at once and without a saving. A long story has a hundred blocks, so a switch is made when somebody comes to
// its block; what is left out already says so from the beginning.
(() => {
  const { leaving } = document.currentScript.dataset; // where one story is asked about, with a 0 for its number
  const CHILD = "[data-streamfield-child]";
  const whenIdle = window.requestIdleCallback || ((act) => setTimeout(act, 50));
  let known = null; // {kinds, out, words} of the story at `asked`
  let asked = "";
  let answered = null; // the promise of what was asked last

  function address() {
    const number = /\/pages\/(\d+)\/edit\//.exec(location.pathname)?.[1];
    return number && document.querySelector(".desk-text") ? leaving.replace("/0/", `/${number}/`) : "";
  }

  /** A story that saved itself for the first time has an address from then on. */
  function ask() {
    if (asked === address()) return answered;
    asked = address();
    known = null;
    answered = asked ? take() : null;
    return answered;
  }

  async function take() {
    const answer = await fetch(asked).catch(() => null);
    known = answer?.ok ? await answer.json() : null;
    for (const id of known?.out || []) {
      const child = document.querySelector(`.desk-text [data-contentpath="${CSS.escape(id)}"]`);
      if (child) show(child);
    }
  }

  /** The block of the text that holds `node`; what a list is made of are no blocks. */
  function childOf(node) {
    let found = node.closest?.(`.desk-text ${CHILD}`);
    for (let outer = found; outer; outer = outer.parentElement.closest(CHILD)) found = outer;
    return found;
  }

  function show(child) {
    const out = known.out.includes(child.dataset.contentpath);
    if (out) child.dataset.leftOut = known.words.out;
    else delete child.dataset.leftOut;
    switchOf(child)?.setAttribute("aria-pressed", String(out));
  }

  const switchOf = (child) => child.querySelector(".narration-leave");

  function add(child) {
    const controls = child.querySelector("[data-panel-controls]");
    const kind = child.querySelector(":scope > input[name$='-type']")?.value;
    if (!controls || !child.dataset.contentpath || !known.kinds.includes(kind)) return;
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--icon text-replace white narration-leave";
    made.title = known.words.leave;
    made.setAttribute("aria-label", known.words.leave);
    made.innerHTML = '<svg class="icon icon-media" aria-hidden="true"><use href="#icon-media"></use></svg>';
    made.addEventListener("click", () => leave(child));
    controls.prepend(made);
    show(child);
  }

  async function leave(child) {
    const id = child.dataset.contentpath;
    const body = new URLSearchParams({ block: id });
    if (!known.out.includes(id)) body.set("out", "1");
    const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value || "" };
    const answer = await fetch(asked, { method: "POST", body, headers }).catch(() => null);
    if (answer?.ok) known = await answer.json();
    else document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { text: known.words.lost, type: "error" } }));
    show(child);
  }

  async function come({ target }) {
    const child = childOf(target);
    if (!child || switchOf(child)) return;
    await ask();
    if (known && !switchOf(child)) add(child);
  }

  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, come);
  addEventListener("load", () => whenIdle(ask));
})();
