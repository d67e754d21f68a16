// A press by a finger, a key or a screen reader is an event that the browser trusts; no script can make one. The form
// takes that along, for browsers that do not say it by themselves: WebKit sends no Sec-Fetch-User.

addEventListener("click", (event) => {
  const form = event.isTrusted && event.target.closest?.("form[method=post] button")?.form;
  if (!form || form.querySelector("[name=hand]")) return;
  const mark = document.createElement("input");
  mark.type = "hidden";
  mark.name = "hand";
  mark.value = "1";
  form.append(mark);
});
