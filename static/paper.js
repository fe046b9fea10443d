// Paper is light, whatever the screen is. A chart was drawn in the colours of its page, so before it is printed each
// colour of the dark page becomes its twin of the light one; afterwards the chart is as it was.

const CHANNELS = /^rgba?\((\d+), (\d+), (\d+)/;
let drawn = []; // what was recoloured: element, attribute, its colour on the screen
let again = 0;
let given = new Map(); // element → the colours that it was given, by attribute

const hex = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
const parsed = (colour) => (colour.startsWith("#") ? hex(colour) : CHANNELS.exec(colour)?.slice(1, 4).map(Number));
const between = (from, to, part) => from.map((value, i) => value + (to[i] - value) * part);
const apart = (one, other) => one.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);

// A colour between two of the ramp lies as far along the light one.
function onRamp(colour, ramp) {
  let best = null;
  for (let i = 1; i < ramp.length; i += 1) {
    const [from, to] = [hex(ramp[i - 1].dark), hex(ramp[i].dark)];
    const way = to.map((value, k) => value - from[k]);
    const along = way.reduce((sum, value, k) => sum + value * (colour[k] - from[k]), 0) / apart(from, to);
    const part = Math.min(1, Math.max(0, along));
    const gap = apart(colour, between(from, to, part));
    if (!best || gap < best.gap) best = { gap, light: between(hex(ramp[i - 1].light), hex(ramp[i].light), part) };
  }
  return best.gap < 150 ? `rgb(${best.light.map(Math.round).join(", ")})` : null;
}

function lighten({ tones, ramp }) {
  if (document.documentElement.dataset.page !== "dark") return;
  const twins = new Map(tones.map(({ light, dark }) => [String(hex(dark)), light]));
  for (const shape of document.querySelectorAll('[data-testid="stVegaLiteChart"] svg *')) {
    for (const name of ["fill", "stroke"]) {
      const value = shape.getAttribute(name) ?? "";
      if (value && given.get(shape)?.[name] === value) continue;
      const colour = parsed(value);
      const twin = colour && (twins.get(String(colour)) ?? onRamp(colour, ramp));
      if (!twin) continue;
      drawn.push([shape, name, value]);
      given.set(shape, { ...given.get(shape), [name]: twin });
      shape.setAttribute(name, twin);
    }
  }
}

function restore() {
  clearInterval(again);
  for (const [shape, name, value] of drawn.reverse()) shape.setAttribute(name, value);
  drawn = [];
  given = new Map();
}

// `colours` gives the twins: { tones: [{light, dark}], ramp: [{light, dark}] }.
export function onPaper(colours) {
  // Paper has another width: a chart that is laid out anew for it comes back in the colours of the screen.
  const begin = () => {
    lighten(colours());
    clearInterval(again);
    again = setInterval(() => lighten(colours()), 50);
  };
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", restore);
  matchMedia("print").addEventListener("change", (event) => (event.matches ? begin() : restore()));
}
