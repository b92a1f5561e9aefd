// Runs before the first paint, so that a reader who chose light or dark never sees the other one flash by.
try {
  var theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (e) { /* Storage is switched off: the system's choice stands. */ }
// What only a script can do takes its place at once, so that nothing moves later.
document.documentElement.classList.add("js");
