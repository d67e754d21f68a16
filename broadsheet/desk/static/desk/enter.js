// Enter in a field of one line leads to the next field. A browser would press the form's first button, and what that
// saves may be half written, and out at once. Ctrl+S and the buttons save.
(() => {
  const ONE_LINE = ["hidden", "submit", "button", "reset", "image", "file"].map((kind) => `:not([type=${kind}])`).join("");
  const FIELDS = `input${ONE_LINE}, textarea, select, [contenteditable=true], [role=textbox]`;

  const canBeWritten = (field) => !field.disabled && !field.readOnly && field.checkVisibility();

  document.addEventListener("keydown", (event) => {
    const { key, isComposing, ctrlKey, metaKey, altKey, defaultPrevented, target } = event;
    if (key !== "Enter" || isComposing || ctrlKey || metaKey || altKey || defaultPrevented) return;
    if (!target.matches?.(`input${ONE_LINE}`) || !target.form?.matches("[data-edit-form]")) return;
    event.preventDefault();
    const fields = [...target.form.querySelectorAll(FIELDS)].filter((field) => field === target || canBeWritten(field));
    fields[fields.indexOf(target) + 1]?.focus();
  });
})();
