/* Keeps what staff type in a note or a message in this tab of their own browser, until it is saved: a session that ends
   meanwhile takes nothing with it. The server stores none of it. Closing the tab forgets it. Without this script what
   was sent to an ended session is shown once, to be copied. */

const PREFIX = "typed:";
const UNSAVED = document.querySelectorAll("[data-unsaved]");

const buildKey = (account, path) => `${PREFIX}${account}:${path}`;

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // The browser keeps nothing, or has no room.
  }
}

// The page that says that the session had ended: what was sent was not saved after all.
if (UNSAVED.length) {
  for (const key of Object.keys(sessionStorage)) {
    const kept = key.startsWith(PREFIX) && key.endsWith(`:${location.pathname}`) && read(key);
    if (kept) write(key, { ...kept, sent: false });
  }
}

for (const form of document.querySelectorAll("form[data-keep-for]")) {
  const account = form.dataset.keepFor;
  const key = buildKey(account, new URL(form.action).pathname);
  const field = form.querySelector("textarea");
  for (const other of Object.keys(sessionStorage)) {
    if (other.startsWith(PREFIX) && !other.startsWith(buildKey(account, ""))) sessionStorage.removeItem(other);
  }
  const kept = read(key);
  if (kept && !kept.sent && !field.value) field.value = kept.text;
  if (kept && kept.sent) sessionStorage.removeItem(key);
  field.addEventListener("input", () => write(key, { text: field.value, sent: false }));
  form.addEventListener("submit", () => write(key, { text: field.value, sent: true }));
}

// Typing is a use of the session too. Once nobody has touched anything for as long as it lives, the page is left, so
// that no patient's answers stay on the screen.
const sheet = document.querySelector("[data-idle-seconds]");
if (sheet) {
  const seconds = Number(sheet.dataset.idleSeconds);
  let touched = Date.now();
  let told = touched;
  for (const event of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(
      event,
      () => {
        touched = Date.now();
        if (touched - told > 60_000) {
          told = touched;
          fetch(sheet.dataset.useUrl, { credentials: "same-origin" }).catch(() => {});
        }
      },
      { passive: true },
    );
  }
  setInterval(() => {
    if (Date.now() - touched > seconds * 1000) location.reload();
  }, 10_000);
}
