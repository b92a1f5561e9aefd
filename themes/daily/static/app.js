// What the page can do beyond reading. Everything here is a convenience: without it nothing is missing.
(function () {
  "use strict";
  var root = document.documentElement;
  var script = document.currentScript;
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };

  // Light, dark or as the system has it, kept for the next visit.
  var box = document.querySelector(".switch");
  function show(theme) {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    all("button", box).forEach(function (b) { b.setAttribute("aria-pressed", String(b.value === theme)); });
  }
  if (box) {
    box.hidden = false;
    show(root.dataset.theme || "auto");
    box.addEventListener("click", function (event) {
      var theme = event.target.value;
      if (!theme) return;
      show(theme);
      try { if (theme === "auto") localStorage.removeItem("theme"); else localStorage.setItem("theme", theme); } catch (e) { /* For this page only, then. */ }
    });
  }

  // A click on a time plays in place; with a modifier key it stays a link to the audio file.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a.play");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    var line = link.closest(".line");
    var audio = line.nextElementSibling;
    if (!audio || audio.tagName !== "AUDIO") {
      audio = document.createElement("audio");
      audio.controls = true;
      audio.preload = "none";
      audio.src = link.href;
      line.after(audio);
    }
    if (audio.paused) audio.play().catch(function () { location.href = link.href; }); else audio.pause();
  });

  // One voice at a time.
  document.addEventListener("play", function (event) {
    all("audio").forEach(function (a) { if (a !== event.target) a.pause(); });
  }, true);

  // j and k go to the next and the previous claim once the focus is in the list, so that no other use of the keys is taken away.
  document.addEventListener("keydown", function (event) {
    var step = { j: 1, k: -1 }[event.key];
    var issue = document.activeElement && document.activeElement.closest(".issue");
    if (!step || !issue || event.metaKey || event.ctrlKey || event.altKey) return;
    var items = all(".item", issue);
    var next = items[items.indexOf(document.activeElement.closest(".item")) + step];
    if (next) next.querySelector("h2 a").focus();
  });

  // Copy an address.
  all("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.parentNode.hidden = false;
    var words = button.textContent;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = words; }, 2000);
      });
    });
  });

  // Paper cannot be clicked: quotes are printed open.
  addEventListener("beforeprint", function () { all("details").forEach(function (d) { d.open = true; }); });

  // Under `takefive serve` the page reloads when its sources change.
  if (script && script.dataset.live && window.EventSource) {
    new EventSource(script.dataset.live).onmessage = function (event) {
      if (event.data === "reload") location.reload();
    };
  }
})();
