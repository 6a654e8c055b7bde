// Offers the tags there are for the last of several words with commas between; the list alone would do so for the first.

const field = document.querySelector("[data-batch] [list]");
const offers = [...field.list.options].map((option) => ({ option, name: option.value }));

field.addEventListener("input", () => {
  const before = /^.*,\s*/.exec(field.value)?.[0] ?? "";
  for (const { option, name } of offers) option.value = before + name;
});
