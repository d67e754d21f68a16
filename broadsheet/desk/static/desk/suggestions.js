// From a finding beside the editor to the words that it is about: shown where they are, or replaced by what is suggested.
(() => {
  const SHOWN = 2500; // milliseconds that a place is marked

  /** A field or a block of the text, by its name or id: Wagtail's comments find their places by the same mark. */
  const placeOf = (name) =>
    document.querySelector(`[data-contentpath="${CSS.escape(name)}"]`) ||
    document.getElementById(`id_${name}`)?.closest("[data-field]") ||
    document.getElementById(`id_${name}-FORMS`);

  /** The words as they may stand in a text: any white space between them, and not as part of a longer word. */
  function patterns(words) {
    const escaped = words.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
    return [`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, escaped].map((source) => new RegExp(source, "u"));
  }

  function firstIn(text, words) {
    for (const pattern of patterns(words)) {
      const found = pattern.exec(text);
      if (found) return { start: found.index, end: found.index + found[0].length };
    }
    return null;
  }

  function swapInField(field, words, instead) {
    const found = firstIn(field.value, words);
    if (!found) return false;
    field.value = field.value.slice(0, found.start) + instead + field.value.slice(found.end);
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    return true;
  }

  /** An editor of formatted text; what it holds is in its input too, so that one that has not begun need not begin. */
  function swapInEditor(input, words, instead) {
    const lines = (JSON.parse(input.value || "null")?.blocks || []).map((block) => block.text || "");
    if (!lines.some((line) => firstIn(line, words))) return false;
    const { EditorState, Modifier, SelectionState } = window.DraftJS;
    const editor = input.draftailEditor;
    const state = editor.getEditorState();
    const content = state.getCurrentContent();
    for (const block of content.getBlocksAsArray()) {
      const found = firstIn(block.getText(), words);
      if (!found) continue;
      const range = { anchorOffset: found.start, focusOffset: found.end };
      const selection = SelectionState.createEmpty(block.getKey()).merge(range);
      const style = block.getInlineStyleAt(found.start);
      const made = Modifier.replaceText(content, selection, instead, style, block.getEntityAt(found.start));
      editor.onChange(EditorState.push(state, made, "insert-characters"));
      return true;
    }
    return false;
  }

  function swap(place, words, instead) {
    return [...place.querySelectorAll("input, textarea")].some((field) => {
      if ("draftailEditor" in field) return swapInEditor(field, words, instead);
      return field.matches("textarea, input[type=text]") && swapInField(field, words, instead);
    });
  }

  function show(place) {
    place.scrollIntoView({ block: "center" });
    place.classList.add("desk-finding-found");
    setTimeout(() => place.classList.remove("desk-finding-found"), SHOWN);
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-findings] button[data-show], [data-findings] button[data-swap]");
    if (!button) return;
    const place = placeOf(button.dataset.show ?? button.dataset.swap);
    if (!place) return;
    show(place);
    if (button.dataset.swap === undefined) return;
    if (!swap(place, button.dataset.words, button.dataset.instead)) return; // it was changed meanwhile
    button.disabled = true;
    place.querySelector("[contenteditable=true]")?.dispatchEvent(new Event("pointerup", { bubbles: true })); // inhand.js
  });
})();
