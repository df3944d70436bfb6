// From any day to the version that was current then.

const form = document.querySelector("form.jump");
const said = form.querySelector("[role=status]");
const versions = [...document.querySelectorAll("[data-from]")]; // newest first

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const day = form.elements.day.value;
  const then = versions.find((version) => version.dataset.from <= day);
  if (then && day) location.assign(then.dataset.to);
  else said.textContent = day ? form.dataset.before : form.dataset.choose;
});
