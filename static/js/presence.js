/* Says every 20 seconds that this page is open, and shows who else has it open, or that its reader was signed out
   meanwhile. Without this script only opening it counts. */

const SECONDS = 20;
const line = document.querySelector("[data-presence]");
const signedOut = document.querySelector("[data-signed-out]")?.innerHTML.trim();

async function stayPresent() {
  if (document.hidden) return;
  try {
    const response = await fetch(line.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": line.dataset.token },
    });
    // Whoever is signed out is sent to the page where one signs in.
    const isSignedOut = response.redirected || response.status === 401 || response.status === 403;
    if (!response.ok && !isSignedOut) return;
    const words = isSignedOut ? signedOut : (await response.text()).trim();
    // It is read out when it changes, so it is set only then.
    if (words !== line.innerHTML.trim()) line.innerHTML = words;
  } catch {
    // Offline for a moment: the next try will tell.
  }
}

if (line) setInterval(stayPresent, SECONDS * 1000);
