// Wagtail takes what stands in an editor two seconds after it opened for what is saved: words that were typed before
// would be neither saved by themselves nor asked for when the tab is closed. So what counts is what stood there
// before the first key.
(() => {
  function watch(form) {
    const controller = window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-unsaved");
    if (!controller || controller.initialFormData) return;
    let saved = controller.formData;
    let isSaving = false;
    const clear = controller.clear.bind(controller);
    controller.clear = (...given) => {
      isSaving = true;
      clear(...given);
      isSaving = false;
    };
    const count = (data) => {
      controller.initialFormData = data;
      controller.previousFormData = data;
    };
    form.addEventListener("w-unsaved:watch-edits", () => {
      if (isSaving) saved = controller.initialFormData;
      else count(saved);
    });
    count(saved);
  }

  for (const kind of ["keydown", "pointerdown", "paste", "drop"]) {
    const begin = (event) => {
      const form = event.target.closest?.("[data-edit-form]");
      if (!form) return;
      document.removeEventListener(kind, begin, true);
      watch(form);
    };
    document.addEventListener(kind, begin, true);
  }
})();
