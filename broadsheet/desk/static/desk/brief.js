// A brief by the keyboard alone: Ctrl+Enter sends it as its first button would, once.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-brief]");
  if (!field || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  field.form.requestSubmit(field.form.querySelector("button[name=do]"));
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-brief-form]");
  if (!form) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-brief-form]").forEach((form) => delete form.dataset.sent));
