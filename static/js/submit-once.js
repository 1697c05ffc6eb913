// Disables the buttons of a marked form after its first submit, so that a second click sends nothing.
// The server refuses a doubled submit by its one-time key anyway; this only spares people the message.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-submit-once")) return;
  // After the event, so that the clicked button's own name and value are still sent.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
});
// A page taken back from the browser's memory must be usable again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("form[data-submit-once] button")) button.disabled = false;
});
