// Decides on a pair without leaving the page, so that words being written stay. Without it a button saves the form.

const around = document.querySelector("[data-decide]");
const panel = around?.querySelector("[data-panel]");
const said = around?.querySelector("[data-said]");
const FAILED = "Nothing was decided: the server could not be reached or refused. Reload the page and try again.";

async function send(button) {
  const fields = new FormData();
  fields.set(button.name, button.value);
  const headers = { "X-CSRFToken": button.form.elements.csrfmiddlewaretoken.value };
  const response = await fetch(around.dataset.decide, { method: "POST", body: fields, headers });
  if (!response.ok || response.redirected) throw new Error(response.status);
  return response.text();
}

function placeOf(button) {
  const place = button.closest("[data-about]");
  return { about: place?.dataset.about, section: button.closest("section")?.id };
}

function focusAgain({ about, section }) {
  const places = [...panel.querySelectorAll(`[data-about="${about}"]`)];
  const place = places.find((each) => each.closest("section")?.id === section) ?? places[0];
  (place?.querySelector("button") ?? panel.querySelector("button"))?.focus({ preventScroll: true });
}

async function decide(button) {
  if (panel.ariaBusy === "true") return;
  panel.ariaBusy = "true";
  const place = placeOf(button);
  try {
    panel.innerHTML = await send(button);
    said.textContent = panel.querySelector("[data-sentence]")?.content.textContent ?? "";
    focusAgain(place);
  } catch {
    said.textContent = FAILED;
  }
  panel.ariaBusy = "false";
}

panel?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=_decide]");
  if (!button) return;
  event.preventDefault();
  decide(button);
});
