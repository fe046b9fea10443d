// Streamlit's own words are English. Those that a reader meets or hears are said in the reader's language.

const ATTRIBUTES = ["aria-label", "placeholder", "title"];
const PLACES = '.stApp :is([aria-label], [placeholder], [title]):not(svg *)';
const TEXTS = 'header p, [data-testid="stSkipToContent"], [data-testid="stSkipToContent"] *, [data-testid="stMainMenuPopover"] span';

function translated(text, { whole, begun }) {
  if (whole[text]) return whole[text];
  const count = /^(\d+) more$/.exec(text);
  if (count && whole.more) return whole.more.replace("{n}", count[1]);
  const start = Object.keys(begun).find((words) => text.startsWith(words));
  return start ? begun[start].replace("{what}", text.slice(start.length)) : "";
}

// `words`: `whole` texts with their translation, and how others are `begun`, with the place of the rest as `{what}`.
export function translate(words) {
  for (const element of document.querySelectorAll(PLACES)) {
    for (const name of ATTRIBUTES) {
      const said = element.getAttribute(name);
      const known = said && translated(said, words);
      if (known && known !== said) element.setAttribute(name, known);
    }
  }
  for (const element of document.querySelectorAll(TEXTS)) {
    const text = element.firstChild;
    if (element.childNodes.length !== 1 || text.nodeType !== Node.TEXT_NODE) continue;
    const known = translated(text.data, words);
    if (known && known !== text.data) text.data = known; // the node stays Streamlit's own, which writes it anew
  }
}
