/* Helps to read on: marks the section in view in the contents, leads back to where somebody stopped (which this browser
   alone remembers), copies a citation or the page's link, and prints. Without it a page has the same text and links. */

const KEPT = 30 * 864e5; // milliseconds

const article = document.querySelector("[data-resume]");
const tools = document.querySelector("[data-tools]");
const words = document.querySelector("[data-copy]")?.dataset;
const links = [...document.querySelectorAll(".contents a")];
const findHeading = (link) => document.querySelector(decodeURI(link.hash));

// Where reading stopped, and when, by the article's path. What cannot be read is as good as nothing.
let places = {};
let current;
let offer;

function keepPlace(hash) {
  places[location.pathname] = hash ? [hash, Date.now()] : undefined;
  try {
    localStorage.reading = JSON.stringify(places);
  } catch {}
}

function makeButton(text, parent) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small-button";
  button.textContent = text;
  parent.append(" ", button);
  return button;
}

// Without the clipboard (not over HTTPS, or not allowed) the older way, through what is selected.
function offerCopy(button, text, entry) {
  const outcome = document.createElement("span");
  outcome.role = "status";
  button.after(" ", outcome);
  button.addEventListener("click", async () => {
    outcome.textContent = entry ? "" : text;
    let isCopied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(entry ?? outcome);
      isCopied = document.execCommand("copy");
    }
    outcome.textContent = isCopied ? words.copied : words.failed;
  });
}

function offerPlace(link) {
  offer = document.createElement("p");
  offer.className = "notice fine resume no-print";
  offer.popover = "auto";
  const onward = document.createElement("a");
  onward.href = link.hash;
  onward.textContent = `${article.dataset.resume} ${link.textContent}`;
  offer.append(onward);
  makeButton(article.dataset.close, offer).addEventListener("click", () => keepPlace());
  offer.addEventListener("click", () => offer.remove());
  article.prepend(offer);
  offer.showPopover?.();
}

function markSection() {
  if (current) current.ariaCurrent = null;
  current = links.findLast((link) => findHeading(link).getBoundingClientRect().top < innerHeight / 3);
  if (!current) return;
  current.ariaCurrent = "true";
  offer?.remove();
}

for (const entry of document.querySelectorAll(".cite__entry")) {
  const style = entry.previousElementSibling;
  const label = `${words.copy}: ${style.textContent}`;
  const button = makeButton(words.copy, style);
  button.ariaLabel = label;
  offerCopy(button, entry.textContent.trim(), entry);
}
if (tools) {
  tools.hidden = false;
  tools.lastElementChild.addEventListener("click", () => print());
  offerCopy(tools.firstElementChild, document.querySelector("[rel=canonical]").href);
}

// Everything above the upper third counts, however far: a jump passes by many headings at once.
const observer = new IntersectionObserver(markSection, { rootMargin: "999999px 0px -66%" });
for (const link of links) observer.observe(findHeading(link));

document.addEventListener("visibilitychange", () => {
  // The last section is as good as the end.
  if (!document.hidden || !current || article.offsetHeight < 2 * innerHeight) return;
  keepPlace(current !== links.at(-1) && current.hash);
});

try {
  places = { ...JSON.parse(localStorage.reading) };
  for (const path in places) if (Date.now() - places[path][1] > KEPT) delete places[path];
  const [stopped] = places[location.pathname];
  if (!location.hash) offerPlace(links.find(({ hash }) => hash === stopped));
} catch {}
