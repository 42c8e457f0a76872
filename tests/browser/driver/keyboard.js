// What has the focus, and whether somebody who looks can tell. "before" remembers how everything looks without the focus.
const STYLES = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderTopColor",
  "borderBottomWidth", "borderBottomColor", "color", "textDecorationLine", "textDecorationThickness"];
const parts = (element) => [
  [element, null], [element, "::before"], [element, "::after"], [element.parentElement, null],
  ...[...(element.labels ?? [])].flatMap((label) => [[label, null], [label, "::before"], [label, "::after"]]),
];
const look = (element) =>
  parts(element).map(([part, pseudo]) => STYLES.map((style) => getComputedStyle(part, pseudo)[style]).join()).join("|");

if (arguments[0] === "before") {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]");
  window.unfocused = new Map([...all].map((element) => [element, look(element)]));
  window.walked = new Map();
  return null;
}

const element = document.activeElement;
// A field for a date has several stops, one after the other.
const stops = element?.type === "date" ? 4 : 1;
const passed = window.walked.get(element) ?? 0;
if (!element || element === document.body || passed >= stops) return null;
window.walked.set(element, passed + 1);
const { left, top, right, bottom } = element.getBoundingClientRect();
const [from, to] = [[Math.max(left, 0), Math.max(top, 0)], [Math.min(right, innerWidth), Math.min(bottom, innerHeight)]];
const own = [element, ...(element.labels ?? [])];
const isSeen = (across, down) => {
  const above = document.elementFromPoint(from[0] + across * (to[0] - from[0]), from[1] + down * (to[1] - from[1]));
  return above !== null && own.some((part) => part.contains(above) || above.contains(part));
};
// What is drawn fills its box in part only.
const places = element.closest("svg") ? [0.1, 0.3, 0.5, 0.7, 0.9] : [0.5];
return {
  html: element.outerHTML.slice(0, 200),
  marked: look(element) !== window.unfocused.get(element),
  uncovered: places.some((across) => places.some((down) => isSeen(across, down))),
};
