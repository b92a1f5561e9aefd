// Before the first paint: a reader's own choice of light or dark, if there is one.
(function (root) {
  try {
    var kept = localStorage.getItem("theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch (e) { /* No storage: the system decides. */ }
})(document.documentElement);
// What only a script can do takes its place at once, so that nothing moves later.
document.documentElement.classList.add("js");
