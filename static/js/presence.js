/* Says every 20 seconds that this page is open, and shows who else has it open. Without this script only opening it
   counts. */

const SECONDS = 20;
const line = document.querySelector("[data-presence]");

async function stayPresent() {
  if (document.hidden) return;
  try {
    const response = await fetch(line.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": line.dataset.token },
    });
    if (!response.ok) return;
    const words = (await response.text()).trim();
    // It is read out when it changes, so it is set only then.
    if (words !== line.innerHTML.trim()) line.innerHTML = words;
  } catch {
    // Offline for a moment: the next try will tell.
  }
}

if (line) setInterval(stayPresent, SECONDS * 1000);
