// What a paragraph claims, and how the paper knows it: each row of the form stands beside its paragraph. Rows are
// Wagtail's own; when a paragraph goes, its rows go back to where they all come from, below the text.
(() => {
  const SETTLED = 400; // milliseconds until a block that is deleted or moved has done so
  const CLAIM = "[data-claim]";
  const BLOCK = "[data-streamfield-child][data-contentpath]";

  const home = () => document.querySelector("[data-claims]");
  const all = () => [...document.querySelectorAll(`${CLAIM}:not(.deleted)`)].filter((one) => !one.closest("template"));
  const prefixOf = (claim) => claim.id.replace("inline_child_", "");
  const fieldOf = (claim, name) => claim.querySelector(`[name="${prefixOf(claim)}-${name}"]`);

  function set(field, value) {
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  // -- the paragraph

  const isDeleted = (block) => block.querySelector(':scope > [name$="-deleted"]')?.value === "1";

  function blockOf(claim) {
    const id = fieldOf(claim, "block").value;
    const found = id ? document.querySelector(`.desk-text [data-contentpath="${CSS.escape(id)}"]`) : null;
    return found?.matches(BLOCK) && !isDeleted(found) ? found : null;
  }

  const textOf = (block) => block.querySelector("[data-draftail-editor-wrapper] [contenteditable=true]");

  function wordsIn(block) {
    const text = textOf(block);
    const selected = window.getSelection();
    const words = text?.contains(selected.anchorNode) ? selected.toString().trim() : "";
    return (words || text?.innerText || "").trim().replace(/\s+/g, " ").slice(0, 1000);
  }

  // -- where a claim stands, and what it says while it is folded

  function settle() {
    for (const claim of all()) {
      const block = blockOf(claim);
      const place = block || home();
      if (claim.parentElement !== place) {
        if (block) block.append(claim);
        else home().append(claim);
      }
      tell(claim, Boolean(block));
    }
  }

  function tell(claim, isThere) {
    const how = fieldOf(claim, "how");
    const hash = fieldOf(claim, "text_hash").value;
    const now = fieldOf(claim, "text_now").value;
    const confirmed = claim.dataset.confirmed !== undefined;
    claim.dataset.how = how.value;
    claim.querySelector('[data-told="how"]').textContent = how.selectedOptions[0]?.textContent ?? "";
    claim.querySelector('[data-told="words"]').textContent = fieldOf(claim, "words").value;
    claim.querySelector("[data-secret]").hidden = how.value !== "unnamed";
    claim.querySelector("[data-kept]").hidden = !fieldOf(claim, "protected").value;
    claim.querySelector('[data-when="changed"]').hidden = !isThere || confirmed || !hash || !now || hash === now;
    claim.querySelector('[data-when="gone"]').hidden = isThere;
  }

  let later = null;
  function settleSoon() {
    clearTimeout(later);
    later = setTimeout(settle, SETTLED);
  }

  /** What was saved came back: a claim that was confirmed while the saving was under way is confirmed by the next. */
  function saved() {
    for (const claim of all().filter((one) => one.dataset.confirmed !== undefined)) {
      const hash = fieldOf(claim, "text_hash");
      if (hash.value === fieldOf(claim, "text_now").value) delete claim.dataset.confirmed;
      else set(hash, "");
    }
    settle();
  }

  // -- what somebody does

  function add(block, values) {
    document.getElementById("id_claims-ADD").click();
    const number = Number(document.getElementById("id_claims-TOTAL_FORMS").value) - 1;
    const claim = document.getElementById(`inline_child_claims-${number}`);
    fieldOf(claim, "block").value = block.dataset.contentpath;
    Object.entries(values).forEach(([name, value]) => (fieldOf(claim, name).value = value));
    settle();
    claim.querySelector("details").open = true;
    requestAnimationFrame(() => fieldOf(claim, "words").dispatchEvent(new Event("input", { bubbles: true })));
    fieldOf(claim, "how").focus();
  }

  function fold(claim) {
    claim.querySelector("details").open = false;
    settle();
    const block = blockOf(claim);
    (block && textOf(block) ? textOf(block) : claim.querySelector("summary")).focus();
  }

  /** The field of the name has none of its own, so that no saving of the form takes it along. */
  async function keep(claim) {
    const secret = claim.querySelector("[data-secret] input");
    const said = claim.querySelector("[data-failed]");
    const body = new URLSearchParams({ name: secret.value });
    const headers = { "X-CSRFToken": document.querySelector("[data-edit-form] [name=csrfmiddlewaretoken]").value };
    const answer = await fetch(home().dataset.keep, { method: "POST", body, headers }).catch(() => null);
    const { token, error } = answer ? await answer.json().catch(() => ({})) : {};
    said.textContent = token ? "" : error || home().dataset.notKept;
    if (!token) return;
    secret.value = "";
    set(fieldOf(claim, "protected"), token);
    settle();
  }

  const DO = {
    fold,
    keep,
    another: (claim) => {
      claim.querySelector("details").open = false;
      const block = blockOf(claim);
      if (block) add(block, { words: fieldOf(claim, "words").value });
    },
    confirm: (claim) => {
      claim.dataset.confirmed = "";
      set(fieldOf(claim, "text_hash"), "");
      settle();
    },
    remove: (claim) => document.getElementById(`id_${prefixOf(claim)}-DELETE-button`).click(),
  };

  // -- the button at the corner of the paragraph that somebody is at: one for all of them

  let button = null;

  function makeButton() {
    button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button--icon text-replace white", title: home().dataset.mark });
    button.setAttribute("aria-label", button.title);
    button.innerHTML = '<svg class="icon icon-tag" aria-hidden="true"><use href="#icon-tag"></use></svg>';
    button.addEventListener("mousedown", (event) => event.preventDefault()); // what is selected stays so
    button.addEventListener("click", () => mark(button.closest(BLOCK)));
  }

  function comeTo({ target }) {
    const block = target.closest?.(`.desk-text ${BLOCK}`);
    const place = block && !target.closest(CLAIM) ? block.querySelector(".w-panel__controls") : null;
    if (place && button.parentElement !== place) place.prepend(button);
  }

  function mark(block) {
    if (block) add(block, { words: wordsIn(block) });
  }

  function pressed(event) {
    const { key, code, ctrlKey, metaKey, altKey, target } = event;
    if (code === "KeyK" && altKey && (ctrlKey || metaKey)) {
      const block = target.closest?.(`.desk-text ${BLOCK}`);
      if (!block) return;
      event.preventDefault();
      event.stopPropagation();
      mark(block);
      return;
    }
    const claim = target.closest?.(CLAIM);
    if (!claim) return;
    if (key === "Enter" && target.closest("[data-secret]")) {
      event.preventDefault();
      event.stopPropagation();
      keep(claim);
      return;
    }
    const isLine = target.matches("input:not([type=checkbox])");
    if (key === "Escape" || (key === "Enter" && (isLine || ctrlKey || metaKey))) {
      event.preventDefault();
      event.stopPropagation();
      fold(claim);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!home()) return;
    makeButton();
    for (const coming of ["pointerover", "focusin"]) document.addEventListener(coming, comeTo);
    document.addEventListener("keydown", pressed, true);
    document.addEventListener("click", ({ target }) => {
      const act = target.closest?.(`${CLAIM} [data-do]`);
      if (act) DO[act.dataset.do](act.closest(CLAIM));
      if (target.closest?.(".desk-text, [data-claims]")) settleSoon();
    });
    for (const kind of ["keyup", "change", "drop"]) {
      document.addEventListener(kind, ({ target }) => target.closest?.(".desk-text, [data-claims]") && settleSoon());
    }
    document.addEventListener("w-autosave:success", saved);
    document.addEventListener("w-formset:ready", settle);
    settleSoon();
  });
})();
