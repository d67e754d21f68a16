// What lies elsewhere is a link, and nothing is loaded from there. With this script a button stands above the link,
// and only who presses it gets the provider's player. Without it the link stays.

function player(place) {
  const frame = document.createElement("iframe");
  frame.title = place.querySelector("a").textContent;
  frame.width = 1600;
  frame.height = 900;
  frame.allow = "fullscreen; encrypted-media; picture-in-picture";
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups");
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = place.dataset.player;
  return frame;
}

for (const place of document.querySelectorAll("[data-player]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = place.dataset.play;
  button.setAttribute("aria-label", `${place.dataset.play}: ${place.querySelector("a").textContent}`);
  const told = document.createElement("span");
  told.className = "small";
  told.textContent = ` ${place.dataset.told}`;
  const above = document.createElement("p");
  above.append(button, told);
  button.addEventListener("click", () => {
    const frame = player(place);
    above.replaceWith(frame);
    frame.focus();
  });
  place.before(above);
}
