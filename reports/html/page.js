/* What the page can do beyond being read. Everything it needs is in the page. */
"use strict";

/* ---- what need not be scrolled is no stop for the keyboard ---- */

function setStops() {
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.scrollWidth > box.clientWidth) {
      box.setAttribute("tabindex", "0");
    } else {
      box.removeAttribute("tabindex");
    }
  }
}

addEventListener("resize", setStops);
setStops();

/* ---- mean or tail of the heat map ---- */

function addSwitch(mean, tail) {
  const box = document.createElement("div");
  box.className = "switch";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Which waits");
  const pairs = [["all waits", mean, tail], ["the longest waits", tail, mean]];
  const buttons = pairs.map(([words, shown, hidden]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", () => {
      shown.classList.remove("gone");
      hidden.classList.add("gone");
      buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    });
    box.appendChild(button);
    return button;
  });
  mean.before(box);
  buttons[0].click();
}

for (const mean of document.querySelectorAll(".map.mean")) {
  const tail = document.getElementById(mean.id.replace("mean", "tail"));
  if (tail) {
    addSwitch(mean, tail);
  }
}
