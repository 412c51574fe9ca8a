/* A link to come back holds its code behind the #, which no server sees. It moves from there into the form, and out of
   the browser's history. Without this script the code is typed. */

function fillCode() {
  const code = location.hash.slice(1);
  if (!/^[\w-]{20,30}$/.test(code)) return;
  document.querySelector("[name=code]").value = code;
  history.replaceState(null, "", location.pathname);
}

addEventListener("hashchange", fillCode);
fillCode();
