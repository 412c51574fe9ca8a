/* Does the calculation that a suspicious visitor is asked for, and sends the form. Whoever has no scripts, or whose
   browser does not calculate (it does so over HTTPS only), waits and presses the button; see
   intake/antispam/challenge.py. */

const BATCH = 500;

const form = document.querySelector("[data-moment]");
const { seed, target, limit, wait } = form.dataset;
const status = form.querySelector("[role=status]");
const byHand = form.querySelectorAll("[data-by-hand]");
const encoder = new TextEncoder();
const wanted = target.match(/../g).map((pair) => parseInt(pair, 16));

let isLeft = false;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function showWay(isByHand) {
  for (const part of byHand) part.hidden = !isByHand;
  status.textContent = isByHand ? "" : status.dataset.working;
}

async function isSolution(number) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(`${seed}:${number}`)));
  return wanted.every((byte, place) => hash[place] === byte);
}

// In batches, with a pause after each: without it a browser does nothing else, not even what its clock calls for.
async function findSolution() {
  for (let first = 0; first < limit; first += BATCH) {
    const found = await Promise.all(Array.from({ length: BATCH }, (_, place) => isSolution(first + place)));
    if (found.includes(true)) return first + found.indexOf(true);
    await pause(0);
  }
  throw new Error("no number fits");
}

// A slow device need not finish: after the wait the form is good without.
async function waitInstead() {
  await pause(wait * 1000);
  return "";
}

async function sendProof() {
  showWay(false);
  try {
    form.elements[":proof"].value = await Promise.race([findSolution(), waitInstead()]);
    if (!isLeft) form.submit();
  } catch {
    showWay(true);
  }
}

// Whoever goes back from here means to read again: nothing is sent behind their back, also if this page is kept.
addEventListener("pagehide", () => {
  isLeft = true;
  showWay(true);
});

if (globalThis.crypto?.subtle) sendProof();
