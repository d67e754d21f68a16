// Says in one sentence that a passkey was not used: the scripts that ask for it only tell the console.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault();
  const told = document.querySelector('[data-trouble]');
  told.textContent = told.dataset.trouble;
  told.hidden = false;
});
