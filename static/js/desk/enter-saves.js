// Lets Enter save a text that is meant to be one sentence (Shift and Enter begin a line), and asks before it is lost.

const fields = [...document.querySelectorAll("[data-saves]")];
let saving = false;

for (const field of fields) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
  field.form.addEventListener("submit", () => (saving = true));
  field.setSelectionRange(field.value.length, field.value.length);
}

addEventListener("beforeunload", (event) => {
  if (!saving && fields.some((field) => field.value !== field.defaultValue)) event.preventDefault();
});
