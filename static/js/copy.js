// Puts a button beside each citation that copies it as plain text. Without scripts the text is selected by hand.

for (const list of document.querySelectorAll("[data-copy]")) {
  for (const entry of list.querySelectorAll(".cite__entry")) {
    const style = entry.previousElementSibling;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite__copy";
    button.textContent = list.dataset.copy;
    button.setAttribute("aria-label", `${list.dataset.copy}: ${style.textContent}`);
    const outcome = document.createElement("span");
    outcome.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      outcome.textContent = "";
      outcome.textContent = (await copied(entry)) ? list.dataset.copied : list.dataset.failed;
    });
    style.append(" ", button, " ", outcome);
  }
}

async function copied(element) {
  const text = element.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not over HTTPS, or not allowed: the older way, through what is selected.
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}
