/* Shows a work beside its number, and a definition beside its word, by pointing, focus or tap. Without this script the
   number leads to the list and the list leads back. What is shown is the list's own entry. */

const NUMBER = ":is(.citation__link, .term)";
// Milliseconds. Passing over a number opens nothing; on the way from the number to the preview nothing closes.
const BEFORE_OPENING = 150;
const BEFORE_CLOSING = 300;
const GAP = 8; // pixels

const preview = document.createElement("div");
preview.className = "preview";
preview.popover = "manual";
preview.tabIndex = -1;
preview.role = "note";
const onward = document.createElement("a");

let shown = null;
let wanted = null;
let timer;
let lastPointer = "";

const isInside = (node) => preview.contains(node);

function fillPreview(link) {
  const entry = document.querySelector(link.hash);
  const back = entry.querySelector(`[href="#${link.id}"]`);
  const details = back.parentElement.cloneNode(true);
  details.firstElementChild.remove();
  onward.href = link.hash;
  onward.textContent = entry.parentElement.dataset.onward.replace("%s", link.hash.replace("#ref-", ""));
  const parts = [...entry.cloneNode(true).children].slice(0, -1);
  for (const nodes of [details.childNodes, [onward]]) {
    const part = document.createElement("p");
    part.append(...nodes);
    if (part.hasChildNodes()) parts.push(part);
  }
  preview.replaceChildren(...parts);
  // The Tab key goes from number to number. Enter on one leads to the list, where all these links are.
  for (const inner of preview.querySelectorAll("a")) inner.tabIndex = -1;
  preview.ariaLabel = link.ariaLabel ?? link.textContent;
}

// In the page's own coordinates, so that it scrolls along; within the window, under the number if there is room.
function placePreview() {
  if (!shown) return;
  const number = shown.getBoundingClientRect();
  const { width, height } = preview.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(GAP, Math.min(number.left - 2 * GAP, clientWidth - width - GAP));
  const under = number.bottom + GAP;
  const over = number.top - GAP - height;
  preview.style.left = `${left + scrollX}px`;
  preview.style.top = `${(under + height > clientHeight && over >= 0 ? over : under) + scrollY}px`;
}

function openPreview(link) {
  clearTimeout(timer);
  wanted = link;
  if (link === shown) return;
  closePreview();
  wanted = link;
  shown = link;
  fillPreview(link);
  link.after(preview);
  link.ariaExpanded = "true";
  preview.showPopover();
  placePreview();
}

function closePreview() {
  clearTimeout(timer);
  wanted = null;
  if (!shown) return;
  shown.ariaExpanded = null;
  shown = null;
  preview.remove();
}

function planPreview(link) {
  if (link === wanted) return;
  wanted = link;
  clearTimeout(timer);
  timer = link ? setTimeout(openPreview, BEFORE_OPENING, link) : setTimeout(closePreview, BEFORE_CLOSING);
}

if ("popover" in preview) {
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const isKept = isInside(target) || shown === document.activeElement || isInside(document.activeElement);
    planPreview(target.closest(NUMBER) ?? (isKept ? shown : null));
  });

  document.addEventListener("pointerdown", ({ target, pointerType }) => {
    lastPointer = pointerType;
    if (!isInside(target) && target.closest(NUMBER) !== shown) closePreview();
  });

  // The first tap opens. A click, Enter or a second tap leads to the list, as the link says.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(NUMBER);
    const isTap = event.detail > 0 && lastPointer === "touch";
    if (link && isTap && link !== shown) {
      event.preventDefault();
      openPreview(link);
    } else if (link || event.target === onward) {
      closePreview();
    }
  });

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(`${NUMBER}:focus-visible`)) openPreview(target);
    else if (!isInside(target) && target !== shown) closePreview();
  });

  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !shown) return;
    if (isInside(document.activeElement)) shown.focus();
    closePreview();
  });

  addEventListener("resize", placePreview);
}
