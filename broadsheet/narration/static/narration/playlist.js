// One recording after another, in the one player above the list. Without this script each has the browser's own.

const player = document.querySelector("story-player[data-list]");
const items = [...document.querySelectorAll(".playlist > li")];
const title = player.querySelector(".title");
let now = 0;

function choose(number) {
  const item = items[number];
  if (!item) return false;
  items[now].removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  now = number;
  const link = item.querySelector("h2 a");
  player.audio.pause();
  delete player.dataset.captions;
  Object.assign(player.dataset, item.dataset, { title: link.textContent });
  player.audio.src = item.dataset.audio;
  title.replaceChildren(link.cloneNode(true));
  player.open();
  return true;
}

function button(item, number) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = player.dataset.play;
  made.setAttribute("aria-label", `${player.dataset.play}: ${item.querySelector("h2 a").textContent}`);
  made.addEventListener("click", () => choose(number) && player.play());
  return made;
}

const STEPS = { "next story": 1, "previous story": -1 };

customElements.whenDefined("story-player").then(() => {
  for (const [number, item] of items.entries()) item.querySelector("audio").replaceWith(button(item, number));
  player.addEventListener("asked", ({ detail }) => choose(now + STEPS[detail]) && player.play());
  player.audio.addEventListener("ended", () => choose(now + 1) && player.play());
  choose(0);
});
