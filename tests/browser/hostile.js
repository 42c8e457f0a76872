// What hostile texts made of a page. No page of the register has any of this of its own.
const harm = [];
if (window.executed !== undefined) harm.push("a text was run");
for (const element of document.querySelectorAll("main script, img[src=x], svg[onload], main style, title:not(head > title, svg title), iframe, object")) {
  harm.push(`an element of a text: ${element.outerHTML.slice(0, 200)}`);
}
for (const element of document.querySelectorAll("*")) {
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on") || (/^(href|src|action|formaction)$/.test(name) && /^\s*(javascript|data):/i.test(value))) {
      harm.push(`an attribute that runs: ${element.outerHTML.slice(0, 200)}`);
    }
  }
}
// A text that turns around has to stand alone in its paragraph, or apart from the words beside it.
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode;
  if (!/[\u202a-\u202e\u2066-\u2069]/.test(text.data)) continue;
  let above = text.parentElement;
  let apart = false;
  while (getComputedStyle(above).display.startsWith("inline") && !apart) {
    apart = /isolate|plaintext/.test(getComputedStyle(above).unicodeBidi) || getComputedStyle(above).display !== "inline";
    above = above.parentElement;
  }
  if (!apart && above.textContent.trim() !== text.data.trim()) {
    const [own, whole] = [text.parentElement, above].map((element) => element.cloneNode(false).outerHTML);
    harm.push(`a text turns its neighbours around: in ${own} of ${whole} after "${above.textContent.trim().slice(0, 60)}"`);
  }
}
return [...new Set(harm)];
