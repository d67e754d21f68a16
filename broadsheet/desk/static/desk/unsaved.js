// Wagtail takes what stands in an editor two seconds after it opened for what is saved, and after each saving what
// stands there when the answer comes: words that were typed before the one, or while the other was on its way, would be
// neither saved by themselves nor asked for when the tab is closed. So what counts is what stood there before the first
// key, and then what was sent.
(() => {
  const HANDED_OVER = 350; // milliseconds after a key until its word is in the form (see inhand.js)
  const TOUCHES = ["keydown", "input", "change", "pointerup", "click", "paste", "drop"];

  function watch(form) {
    const controller = window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-unsaved");
    if (!controller) return;
    let saved = controller.initialFormData || controller.formData;
    let sent = null;
    let sentAt = 0;
    let touchedAt = performance.now();
    let isSaving = false;
    const clear = controller.clear.bind(controller);
    controller.clear = (...given) => {
      isSaving = true;
      clear(...given);
      isSaving = false;
    };
    const count = (data) => {
      saved = data;
      controller.initialFormData = data;
      controller.previousFormData = data;
    };
    // Without a touch in between it was the answer that changed the form: a number for a new row is no edit.
    const wentOn = () => sent !== null && touchedAt > sentAt - HANDED_OVER;
    for (const kind of TOUCHES) form.addEventListener(kind, () => (touchedAt = performance.now()), true);
    form.addEventListener("w-autosave:save", () => {
      sent = controller.formData;
      sentAt = performance.now();
    });
    form.addEventListener("w-unsaved:watch-edits", () => {
      if (!isSaving) count(saved);
      else if (wentOn()) count(sent);
      else saved = controller.initialFormData;
    });
    count(saved);
  }

  for (const kind of ["keydown", "pointerdown", "paste", "drop"]) {
    const begin = (event) => {
      const form = event.target.closest?.("[data-edit-form]");
      if (!form) return;
      document.removeEventListener(kind, begin, true);
      if (form.dataset.watched) return;
      form.dataset.watched = "true";
      watch(form);
    };
    document.addEventListener(kind, begin, true);
  }
})();
