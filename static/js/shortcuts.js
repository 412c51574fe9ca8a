/* Single keys for staff. What has data-shortcut is pressed, or gets the focus if it is a field; data-shortcut-focus
   only gets the focus. Without this script everything is there to press. Single keys can be put off (WCAG 2.1.4): the
   page of Help that lists them has a switch, which this browser remembers. */

const SWITCH = "submission-keys";
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

const LIST_KEYS = { j: () => moveAlongList(1), k: () => moveAlongList(-1), x: selectRow };

function handleKey(event) {
  const isTyped = event.target.matches?.(FIELDS) ?? false;
  // A dialog of Wagtail's own lies over the page.
  const isInDialog = event.target.closest?.("dialog, [role=dialog]") ?? false;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyped || isInDialog || areOff()) return;
  const key = event.key.toLowerCase();
  if (!/^[a-z]$/.test(key)) return;
  const isList = document.querySelector("[data-refreshed=list]") !== null;
  if (key === "u" && !isList) document.querySelector("[data-shortcut-up]")?.click();
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
for (const part of document.querySelectorAll("[data-shortcut-switch]")) connectSwitch(part);
