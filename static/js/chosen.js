// Brings the chosen tag into sight where the tags are a strip that scrolls sideways.

const strip = document.querySelector(".tags__list");
const chosen = strip?.querySelector("[aria-current]");

if (chosen) strip.scrollLeft += chosen.getBoundingClientRect().left - strip.clientWidth / 3;
