"use strict";
// The page works without any of this. A key presses the button or link that names it in data-key,
// in the current card first; an edit is held against the table while it is typed.
const cards = [...document.querySelectorAll(".card")];
let current = document.querySelector(".card.current");

function choose(card) {
  if (!card) return;
  if (current) current.classList.remove("current");
  current = card;
  card.classList.add("current");
}

function step(by) {
  if (!cards.length) return;
  const from = current ? cards.indexOf(current) : by > 0 ? -1 : cards.length;
  const to = cards[Math.min(Math.max(from + by, 0), cards.length - 1)];
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", (event) => choose(event.target.closest(".card")));

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea");
  if (event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (typing && event.key === "Enter") event.target.form.requestSubmit();
    return;
  }
  if (typing && event.key !== "Escape") return;
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const wanted = `[data-key="${CSS.escape(event.key)}"]`;
  const pressed = (current && current.querySelector(wanted)) || document.querySelector(`${wanted}[data-everywhere]`);
  if (by) step(by);
  else if (pressed) pressed.click();
  else return;
  event.preventDefault();
});

const work = document.querySelector(".card:not(.still) .work");
if (work) work.closest(".card").scrollIntoView();

const form = document.querySelector("form[data-check]");
if (form) {
  const result = form.querySelector(".live");
  let timer = 0;
  let turn = 0;
  const check = async () => {
    const mine = ++turn;
    const body = new URLSearchParams(new FormData(form));
    body.set("live", "1");
    try {
      const answer = await fetch("/check", { method: "POST", body });
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      if (mine !== turn) return;
      result.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    } catch {
      result.textContent = "暂时不能核对：连不上审核页，或登录已经过期。刚写的内容还在这里。";
    }
  };
  form.elements.text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 200);
  });
}

for (const field of document.querySelectorAll("textarea[autofocus]")) field.setSelectionRange(field.value.length, field.value.length);
