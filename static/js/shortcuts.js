/* Single keys for staff. What has data-shortcut is pressed, or gets the focus if it is a field; data-shortcut-focus
   only gets the focus. Without this script everything is there to press. Single keys can be put off (WCAG 2.1.4): the
   page of Help that lists them has a switch, which this browser remembers. The key that leads up leads to the list as
   it was, with its view, its search and its page, and to the row of the submission. */

const SWITCH = "submission-keys";
const LIST_QUERY = "submission-list";
const LEFT_FOR_LIST = "submission-left";
const FIELDS = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

function areOff() {
  try {
    return localStorage.getItem(SWITCH) === "off";
  } catch {
    return false;
  }
}

function moveAlongList(step) {
  const links = [...document.querySelectorAll("[data-refreshed=list] td.title a")];
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = at < 0 ? 0 : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

function selectRow() {
  document.activeElement.closest("tr")?.querySelector("input[name=row]")?.click();
}

function pressMarked(key) {
  const focused = document.querySelector(`[data-shortcut-focus="${key}"]`);
  const marked = document.querySelector(`[data-shortcut="${key}"]`);
  if (focused) focused.focus();
  else if (marked?.matches(FIELDS)) marked.focus();
  else marked?.click();
  return Boolean(focused ?? marked);
}

// The browser may refuse to keep anything: then the list begins at its start.
function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Nothing to do.
  }
}

function recallOnce(name) {
  try {
    const value = sessionStorage.getItem(name) ?? "";
    sessionStorage.removeItem(name);
    return value;
  } catch {
    return "";
  }
}

function goUp(link) {
  remember(LEFT_FOR_LIST, link.dataset.shortcutUp);
  location.assign(link.href + recallOnce(LIST_QUERY));
}

function arriveAtList() {
  remember(LIST_QUERY, location.search);
  const left = recallOnce(LEFT_FOR_LIST);
  if (left) document.querySelector(`td.title a[href="${CSS.escape(left)}"]`)?.focus();
}

const LIST_KEYS = { j: () => moveAlongList(1), k: () => moveAlongList(-1), x: selectRow };

function handleKey(event) {
  const isTyped = event.target.matches?.(FIELDS) ?? false;
  // A dialog of Wagtail's own lies over the page.
  const isInDialog = event.target.closest?.("dialog, [role=dialog]") ?? false;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyped || isInDialog || areOff()) return;
  const key = event.key.toLowerCase();
  if (!/^[a-z]$/.test(key)) return;
  const isList = document.querySelector("[data-refreshed=list]") !== null;
  const up = document.querySelector("[data-shortcut-up]");
  if (key === "u" && up) goUp(up);
  else if (isList && key in LIST_KEYS) LIST_KEYS[key]();
  else if (isList && key === "r") document.dispatchEvent(new CustomEvent("inbox:refresh"));
  else if (!pressMarked(key)) return;
  event.preventDefault();
}

function connectSwitch(part) {
  const box = part.querySelector("input");
  box.checked = !areOff();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      box.checked = true;
    }
  });
  part.hidden = false;
}

document.addEventListener("keydown", handleKey);
if (document.querySelector("#listing-results")) arriveAtList();
for (const part of document.querySelectorAll("[data-shortcut-switch]")) connectSwitch(part);
