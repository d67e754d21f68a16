// A story that saves itself leaves out what it cannot hold yet, such as half a date. It says so where Wagtail says that
// nothing could be saved (templates/wagtailadmin/shared/unsaved_changes_warning.html), until all of it is.
document.addEventListener("w-autosave:success", ({ detail }) => {
  const text = detail.response?.field_updates?.["desk-left-out"];
  if (!text) return;
  document.dispatchEvent(new CustomEvent("desk-left-out", { detail: { text, type: "left-out", clear: true } }));
});
