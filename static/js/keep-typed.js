/* Keeps what staff type in a note or a message in this tab of their own browser, until it is saved: a session that ends
   meanwhile takes nothing with it. What is kept is encrypted with a key that only pages of that account hold, so that
   whoever uses the computer next reads nothing; after half a day it is thrown away. The server stores none of it.
   Without this script, or where the browser does not encrypt, what was sent to an ended session is shown once, to be
   copied. */

const PREFIX = "typed:";
const KEPT_MILLISECONDS = 12 * 60 * 60 * 1000;
const ALGORITHM = "AES-GCM";

const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const importKey = (text) => crypto.subtle.importKey("raw", fromBase64(text), ALGORITHM, false, ["encrypt", "decrypt"]);

async function seal(key, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, new TextEncoder().encode(text));
  return JSON.stringify({ at: Date.now(), iv: toBase64(iv), sealed: toBase64(sealed) });
}

async function unseal(key, kept) {
  try {
    const { iv, sealed } = JSON.parse(kept);
    const opened = await crypto.subtle.decrypt({ name: ALGORITHM, iv: fromBase64(iv) }, key, fromBase64(sealed));
    return new TextDecoder().decode(opened);
  } catch {
    return "";
  }
}

function isOld(kept) {
  try {
    return Date.now() - JSON.parse(kept).at > KEPT_MILLISECONDS;
  } catch {
    return true;
  }
}

// What another account kept in this tab goes as soon as somebody else opens a submission here.
function forgetOthers(account) {
  for (const name of Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX))) {
    const isOwn = name.startsWith(`${PREFIX}${account}:`);
    if (!isOwn || isOld(sessionStorage.getItem(name))) sessionStorage.removeItem(name);
  }
}

const withoutSpaces = (text) => text.replaceAll(/\s+/g, "");

// Whether the page shows this text as a note or a message. Only then was it saved, whatever was sent.
function isSaved(text) {
  const shown = [...document.querySelectorAll(".clinic-notes__text")];
  return shown.some((part) => withoutSpaces(part.textContent) === withoutSpaces(text));
}

async function connect(form) {
  const account = form.dataset.keepFor;
  const name = `${PREFIX}${account}:${new URL(form.action).pathname}`;
  const field = form.querySelector("textarea");
  const key = await importKey(form.dataset.keepKey);
  let latest = 0;

  async function keep() {
    latest += 1;
    const mine = latest;
    const sealed = field.value.trim() ? await seal(key, field.value) : null;
    // Of two that are encrypted at once, the later one counts.
    if (mine !== latest) return;
    if (sealed) sessionStorage.setItem(name, sealed);
    else sessionStorage.removeItem(name);
  }

  const kept = sessionStorage.getItem(name);
  const text = kept ? await unseal(key, kept) : "";
  if (text && isSaved(text)) sessionStorage.removeItem(name);
  else if (text && !field.value) field.value = text;
  const keepSafely = () => keep().catch(() => {});
  field.addEventListener("input", keepSafely);
  form.addEventListener("submit", keepSafely);
}

for (const form of document.querySelectorAll("form[data-keep-for]")) {
  try {
    forgetOthers(form.dataset.keepFor);
    if (globalThis.crypto?.subtle) connect(form).catch(() => {});
  } catch {
    // The browser keeps nothing.
  }
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
