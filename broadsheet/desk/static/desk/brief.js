// A brief by the keyboard alone: Alt+N opens the form from any screen of the desk, Ctrl+Enter sends it as its first
// button would, once, and for ten seconds Alt+Z takes it back.
const UNDO = 10_000; // ms
const WRITES = "input, textarea, select, [contenteditable=true], [role=textbox]";
// On a Mac the same keys write letters such as ñ and ż
const isLetter = (event) => /^(Mac|iP)/.test(navigator.platform) && event.target.closest?.(WRITES);
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || isLetter(event)) return;
  if (event.code === "KeyZ") {
    const undo = document.querySelector("[data-undo]");
    if (!undo) return;
    event.preventDefault();
    undo.requestSubmit();
  } else if (event.code === "KeyN") {
    event.preventDefault();
    const field = document.querySelector("[data-brief]");
    if (field) field.focus();
    else location.href = "/desk/brief/";
  }
});
addEventListener("DOMContentLoaded", () => {
  if (location.pathname === "/desk/brief/") document.querySelector("[data-brief]")?.focus();
  setTimeout(() => document.querySelectorAll("[data-undo]").forEach((form) => form.remove()), UNDO);
});
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
