/* Offers a passkey above the password where the browser knows passkeys, and says so when the browser or its owner
   refuses one: allauth's own script tells the console alone. Without it
   the password and the app are there as ever. */

const offer = document.querySelector("[data-passkey-first]");
if (offer && window.PublicKeyCredential) offer.hidden = false;

const failure = document.querySelector("[data-passkey-failure]");
if (failure) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failure.hidden = false;
    failure.focus();
  });
}
