// Conveniences. The page is complete without any of them.
(function () {
  "use strict";
  var root = document.documentElement;
  var me = document.currentScript;
  function every(selector, inside) { return Array.from((inside || document).querySelectorAll(selector)); }

  // Light, dark, or what the system says.
  var control = document.querySelector(".switch");
  if (control) {
    var buttons = every("button", control);
    var set = function (choice) {
      if (choice === "auto") root.removeAttribute("data-theme"); else root.setAttribute("data-theme", choice);
      buttons.forEach(function (b) { b.setAttribute("aria-pressed", b.value === choice ? "true" : "false"); });
    };
    set(root.dataset.theme || "auto");
    buttons.forEach(function (b) {
      b.addEventListener("click", function () {
        set(b.value);
        try { if (b.value === "auto") localStorage.removeItem("theme"); else localStorage.setItem("theme", b.value); } catch (e) { /* Kept for this page only. */ }
      });
    });
    control.hidden = false;
  }

  // A time plays where it stands. With a modifier key held it stays a link to the recording.
  every("a.play").forEach(function (link) {
    link.addEventListener("click", function (event) {
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      var after = link.closest("ul");
      var player = after.nextElementSibling;
      if (!player || player.localName !== "audio") {
        player = document.createElement("audio");
        player.controls = true;
        player.preload = "none";
        player.src = link.href;
        player.setAttribute("aria-label", link.textContent.trim());
        after.after(player);
      }
      if (player.paused) player.play().catch(function () { location.assign(link.href); }); else player.pause();
    });
  });
  document.addEventListener("play", function (event) {
    every("audio").forEach(function (other) { if (other !== event.target) other.pause(); });
  }, true);

  // In the list of a day: j and k walk from claim to claim, o opens its quote. Only while the focus is in the list.
  every(".issue").forEach(function (issue) {
    issue.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.localName === "audio") return;
      var here = event.target.closest(".item");
      if (!here) return;
      if (event.key === "o") { var quote = here.querySelector("details"); if (quote) quote.open = !quote.open; return; }
      var step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (!step) return;
      var items = every(".item", issue);
      var there = items[items.indexOf(here) + step];
      if (there) there.querySelector("h2 a").focus();
    });
  });

  // Long lists are narrowed while one types. Accents and capitals make no difference.
  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  every(".filter").forEach(function (box) {
    var list = document.getElementById(box.dataset.list);
    var rows = list ? every("[data-row]", list) : [];
    if (rows.length < 16) return;
    var words = rows.map(function (row) { return plain(row.textContent); });
    var field = box.querySelector("input");
    var count = box.querySelector("output");
    var narrow = function () {
      var wanted = plain(field.value).split(/\s+/).filter(Boolean);
      var left = 0;
      rows.forEach(function (row, i) {
        var shown = wanted.every(function (word) { return words[i].indexOf(word) >= 0; });
        row.hidden = !shown;
        if (shown) left += 1;
      });
      count.textContent = wanted.length ? left + " / " + rows.length : "";
      list.classList.toggle("narrowed", wanted.length > 0);
    };
    field.addEventListener("input", narrow);
    box.hidden = false;
    narrow();
  });

  // The address of an insight, for the clipboard.
  every("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    var label = button.textContent;
    button.parentNode.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = label; }, 2000);
      }, function () { /* Not allowed: the address bar has it too. */ });
    });
  });

  // Paper cannot be unfolded.
  window.addEventListener("beforeprint", function () { every("details").forEach(function (d) { d.open = true; }); });

  // `takefive serve` says when the sources have changed.
  if (me && me.dataset.live && "EventSource" in window) {
    new EventSource(me.dataset.live).addEventListener("message", function (event) { if (event.data === "reload") location.reload(); });
  }
})();
