// What is still in hand when somebody presses a button (or Ctrl+S) is waited for.
// Words: an editor of formatted text hands them to the form a quarter of a second after the last key, and who is quicker
// would save a text without them.
// A save: while the editor saves by itself, a new story that is published would be made twice, and the second one be
// refused because the first has its address.
(() => {
  const HANDED_OVER = 350; // milliseconds after the last key
  const PATIENCE = 3000;
  let lastKey = 0;
  let inHand = null; // the field of the editor that somebody wrote in last

  for (const kind of ["keydown", "input", "paste", "cut", "drop", "pointerup"]) {
    document.addEventListener(
      kind,
      ({ target }) => {
        const editor = target.closest?.("[data-draftail-editor-wrapper]");
        if (!editor) return;
        lastKey = performance.now();
        inHand = [...editor.parentNode.children].find((one) => one.draftailEditor) ?? null;
      },
      true,
    );
  }

  function hasItsWords(field) {
    if (!field?.isConnected) return true;
    const lines = (JSON.parse(field.value || "null")?.blocks ?? []).map((block) => block.text);
    return lines.join("\n").trim() === field.draftailEditor.getEditorState().getCurrentContent().getPlainText("\n").trim();
  }

  const wordsAreInHand = () => performance.now() - lastKey < HANDED_OVER || !hasItsWords(inHand);
  const sleep = (time) => new Promise((wake) => setTimeout(wake, time));

  async function words() {
    const end = performance.now() + PATIENCE;
    while (wordsAreInHand() && performance.now() < end) await sleep(25);
  }

  const autosave = (form) => window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-autosave");

  async function wait(form, button, saving) {
    await words();
    if (saving) {
      saving.activeValue = false; // what is typed from now on goes with the button
      await saving.submitPromise;
    }
    const isOff = button?.disabled; // Wagtail switches a pressed button off; a button that is off is not sent
    if (button) button.disabled = false;
    form.dataset.waits = "over";
    form.requestSubmit(button);
    delete form.dataset.waits;
    if (button) button.disabled = isOff;
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches?.("[data-edit-form]") || form.dataset.waits === "over") return;
      const saving = autosave(form);
      if (!form.dataset.waits && !saving?.submitPromise && !wordsAreInHand()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.waits) return;
      form.dataset.waits = "true";
      wait(form, event.submitter, saving);
    },
    true,
  );
})();
