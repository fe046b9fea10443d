// What Streamlit leaves to be said: the language of the document, what a choice has changed, where the focus goes
// when the button that had it is gone, and whether the page is dark (paper is not). Served as a file, so that a
// content security policy of 'self' lets it run. It sends one thing: to this site, the number that a visit goes by,
// once its reader has supported something, so that the browser keeps it (`dashboard/dialogue/browser.py`).

import { onPaper } from "./paper.js";
import { translate } from "./words.js";

const aloud = document.createElement("div");
aloud.className = "pp-aloud";
aloud.setAttribute("role", "status");
aloud.setAttribute("aria-live", "polite");
document.body.append(aloud);

let focused = null;
let heard = null; // the sentence as last read; none before the first, which a screen reader reads with the page
let waiting = 0;
const sent = new Set(); // what was supported, under which number

const sentence = () => document.querySelector(".st-key-said") ?? document.querySelector("h1");
const running = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";

function goToSentence(visible) {
  const place = sentence();
  if (!place) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: !visible });
  if (visible) place.scrollIntoView({ block: "start" });
}

function dark(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 60;
}

function settled() {
  waiting = 0;
  if (running()) return;
  const root = document.documentElement;
  const skip = document.querySelector(".pp-skip");
  if (skip && root.lang !== skip.lang) root.lang = skip.lang;
  if (skip?.dataset.words) translate(JSON.parse(skip.dataset.words));
  const app = document.querySelector(".stApp");
  if (app && !matchMedia("print").matches) root.dataset.page = dark(getComputedStyle(app).backgroundColor) ? "dark" : "light";
  if (focused && !focused.isConnected && document.activeElement === document.body) {
    focused = null;
    goToSentence(false);
  }
  remember();
  const text = sentence()?.innerText.trim();
  if (!text || text === heard) return;
  if (heard !== null) aloud.textContent = text;
  heard = text;
}

function remember() {
  const found = [...document.querySelectorAll(".pp-browser")].map((e) => `${e.dataset.number} ${e.dataset.item}`);
  if (!found.some((what) => !sent.has(what))) return;
  found.forEach((what) => sent.add(what));
  fetch("browser", { method: "POST", body: found[0].split(" ")[0] }).catch(() => sent.clear());
}

function changed() {
  waiting ||= setTimeout(settled, 250);
}

onPaper(() => JSON.parse(document.querySelector(".pp-skip").dataset.tones));

async function copy(button) {
  await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
  aloud.textContent = button.dataset.done;
  button.textContent = button.dataset.done;
}

new MutationObserver(changed).observe(document.body, {
  subtree: true, childList: true, characterData: true, attributeFilter: ["data-test-script-state", "class"],
});
document.addEventListener("focusin", (event) => { focused = event.target; });
document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.(".pp-skip, .pp-copy");
  if (!pressed) return;
  event.preventDefault();
  if (pressed.matches(".pp-skip")) goToSentence(true);
  else copy(pressed);
});
changed();
