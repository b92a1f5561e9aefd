// Search: fetches the few parts of the index that hold a query's words, and lists what has them all.
(function () {
  "use strict";
  var page = document.querySelector("[data-search]");
  if (!page || !window.fetch) return;
  var base = page.dataset.search, form = page.querySelector("form"), input = form.querySelector("input[type=search]");
  var list = page.querySelector("[data-hits]"), status = page.querySelector("[role=status]"), shape = page.querySelector("template");
  var more = page.querySelector("[data-more]"), instead = page.querySelector("[data-instead]");
  var kept = {}, head = null, turn = 0, shown = 0, found = [];
  var PAGE = 20;

  function get(path) {
    if (!kept[path]) {
      kept[path] = fetch(base + path).then(function (r) {
        if (!r.ok) throw new Error(r.status);
        return path.slice(-4) === "json" ? r.json() : r.text();
      }).catch(function (e) { delete kept[path]; throw e; });
    }
    return kept[path];
  }
  function start() {
    if (!head) head = get("index.json").then(function (index) { fill(index.choices); return index; });
    return head;
  }

  // The same folding as the index's.
  var WIDE = /[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;
  function words(text) {
    var plain = text.toLowerCase().replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/œ/g, "oe").replace(/ø/g, "o").replace(/ł/g, "l")
      .normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").replace(/['’]/g, "");
    var out = [], word = "";
    function end() { if (word.length > 1 || /^\d/.test(word)) out.push(word); word = ""; }
    Array.from(plain).forEach(function (c) {
      if (WIDE.test(c)) { end(); out.push(c); } else if (/[\p{L}\p{N}]/u.test(c)) word += c; else end();
    });
    var open = word;
    end();
    return { words: out.filter(function (w, n) { return out.indexOf(w) === n; }), open: open };
  }
  function fileName(part) {
    return Array.from(part).map(function (c) { return /[a-z0-9]/i.test(c) ? c : "-" + c.codePointAt(0).toString(16) + "-"; }).join("");
  }
  function partOf(index, word) {
    var letters = Array.from(word);
    for (var n = letters.length; n > 0; n--) {
      var part = letters.slice(0, n).join("");
      if (index.known.has(part)) return part;
    }
    return null;
  }
  function load(part) { return get("w/" + fileName(part) + ".json"); }

  // Steps between two words, a swap of neighbours counting as one; more than `most` is all the same.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    var before = null, last = [], n, m;
    for (m = 0; m <= b.length; m++) last[m] = m;
    for (n = 1; n <= a.length; n++) {
      var row = [n], least = n;
      for (m = 1; m <= b.length; m++) {
        var same = a[n - 1] === b[m - 1] ? 0 : 1;
        row[m] = Math.min(row[m - 1] + 1, last[m] + 1, last[m - 1] + same);
        if (n > 1 && m > 1 && a[n - 1] === b[m - 2] && a[n - 2] === b[m - 1]) row[m] = Math.min(row[m], before[m - 2] + 1);
        least = Math.min(least, row[m]);
      }
      if (least > most) return most + 1;
      before = last; last = row;
    }
    return last[b.length];
  }

  // Adds an entry's insights to those of a word, weighed.
  function add(into, entry, factor) {
    var value = 0;
    entry.forEach(function (step) {
      value += step;
      var id = value >> 3, weight = ((value & 7) + 1) * factor;
      if (weight > (into.get(id) || 0)) into.set(id, weight);
    });
  }
  // Insights with a word: the word itself, its other endings, words that it begins if it is still being typed, and if there is none, words
  // a slip away.
  function of(index, word, open) {
    var hits = new Map();
    function take(entries, fits, factor) {
      Object.keys(entries).forEach(function (known) { var f = fits(known); if (f) add(hits, entries[known], f * factor); });
    }
    function near(known) {
      if (known === word) return 1;
      var longer = known.length > word.length ? known : word, shorter = longer === known ? word : known;
      if (shorter.length > 3 && longer.indexOf(shorter) === 0 && longer.length - shorter.length <= 3) return 0.6;
      return open && known.indexOf(word) === 0 ? 0.4 : 0;
    }
    var part = partOf(index, word), parts = part ? [part] : [];
    // A word that is a part's name, or nearly, may go on in the parts below it, and end in the one above.
    index.parts.forEach(function (other) { if (other !== part && other.indexOf(word) === 0 && parts.length < 6) parts.push(other); });
    for (var cut = 1; cut <= 3 && word.length - cut > 3; cut++) {
      var above = partOf(index, word.slice(0, -cut));
      if (above && parts.indexOf(above) < 0) parts.push(above);
    }
    return Promise.all(parts.map(load)).then(function (all) {
      all.forEach(function (entries) { take(entries, near, 1); });
      var first = Array.from(word)[0];
      if (hits.size || word.length < 4 || index.letters.indexOf(first) < 0) return { hits: hits };
      return get("v/" + first.codePointAt(0) + ".txt").then(function (text) {
        var most = word.length > 7 ? 2 : 1, best = most + 1, meant = [];
        text.split("\n").forEach(function (known) {
          var d = known ? distance(word, known, most) : most + 1;
          if (d < best) { best = d; meant = []; }
          if (d === best && d <= most) meant.push(known);
        });
        meant = meant.slice(0, 4);
        return Promise.all(meant.map(function (known) { return load(partOf(index, known)); })).then(function (all) {
          all.forEach(function (entries, n) { if (entries[meant[n]]) add(hits, entries[meant[n]], 0.5); });
          return { hits: hits, meant: meant[0] };
        });
      });
    });
  }

  function choices() {
    return Array.prototype.map.call(form.querySelectorAll("select"), function (s) { return s.value; }).filter(Boolean);
  }
  function fill(all) {
    form.querySelectorAll("select").forEach(function (select) {
      (all[select.name] || []).forEach(function (choice) {
        var option = document.createElement("option");
        option.value = choice[0]; option.textContent = choice[1];
        select.append(option);
      });
      var asked = new URLSearchParams(location.search).get(select.name);
      if (asked) select.value = asked;
    });
    page.querySelectorAll("[data-filters]").forEach(function (f) { f.hidden = false; });
  }

  function search() {
    var mine = ++turn, query = input.value, read = words(query);
    start().then(function (index) {
      if (!index.known) index.known = new Set(index.parts);
      var filters = choices();
      remember(query);
      if (!read.words.length && !filters.length) { found = []; show(true); status.textContent = ""; if (instead) instead.hidden = false; return; }
      var asks = read.words.map(function (word) { return of(index, word, word === read.open); });
      filters.forEach(function (key) {
        var part = partOf(index, key);
        asks.push(part ? load(part).then(function (entries) { var hits = new Map(); add(hits, entries[key] || [], 0.001); return { hits: hits, filter: true }; }) : Promise.resolve({ hits: new Map(), filter: true }));
      });
      return Promise.all(asks).then(function (answers) {
        if (mine !== turn) return;
        // A word that stands everywhere is not in the index, and asks for nothing.
        var some = answers.filter(function (a) { return a.filter || a.hits.size; });
        var missing = answers.length - some.length, smallest = some.slice().sort(function (a, b) { return a.hits.size - b.hits.size; })[0];
        found = [];
        if (smallest && !(missing && some.every(function (a) { return a.filter; }))) {
          smallest.hits.forEach(function (_, id) {
            var sum = 0;
            for (var n = 0; n < some.length; n++) { var w = some[n].hits.get(id); if (!w) return; sum += w / Math.log(2 + some[n].hits.size); }
            found.push([id, sum]);
          });
        }
        // Newer ones first among equals: they have the higher number.
        found.sort(function (a, b) { return b[1] - a[1] || b[0] - a[0]; });
        var meant = answers.map(function (a) { return a.meant; }).filter(Boolean);
        var say = found.length === 1 ? status.dataset.one : found.length ? status.dataset.many : status.dataset.none;
        status.textContent = (found.length ? found.length + " " : "") + say + (meant.length ? " (" + meant.join(", ") + ")" : "");
        if (instead) instead.hidden = found.length > 0;
        return show(true);
      });
    }).catch(function () { status.textContent = status.dataset.failed; });
  }

  function show(anew) {
    if (anew) { list.textContent = ""; shown = 0; }
    var mine = turn, now = found.slice(shown, shown + PAGE);
    shown += now.length;
    more.hidden = shown >= found.length;
    return head.then(function (index) {
      return Promise.all(now.map(function (hit) { return get("d/" + Math.floor(hit[0] / index.block) + ".json"); })).then(function (blocks) {
        if (mine !== turn) return;
        now.forEach(function (hit, n) {
          var data = blocks[n][hit[0] % index.block], item = shape.content.cloneNode(true);
          var values = { headline: data[1], podcast: data[2], speaker: data[3], date: data[5], iso: data[4] };
          item.querySelectorAll("[data-fill]").forEach(function (place) {
            var value = values[place.dataset.fill];
            if (!value) place.remove(); else place.textContent = value;
          });
          item.querySelectorAll("a[data-link]").forEach(function (a) { a.href = base.replace(/search\/$/, "insights/") + data[0] + "/"; });
          item.querySelectorAll("time").forEach(function (t) { t.dateTime = data[4]; });
          list.append(item);
        });
      });
    });
  }
  function remember(query) {
    var state = new URLSearchParams();
    if (query) state.set("q", query);
    form.querySelectorAll("select").forEach(function (s) { if (s.value) state.set(s.name, s.value); });
    var text = state.toString();
    history.replaceState(null, "", text ? "?" + text : location.pathname);
  }

  page.hidden = false;
  var wait;
  input.addEventListener("input", function () { clearTimeout(wait); wait = setTimeout(search, 120); });
  input.addEventListener("focus", start, { once: true });
  form.addEventListener("change", search);
  form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(wait); search(); });
  more.addEventListener("click", function () { show(false); });
  var asked = new URLSearchParams(location.search);
  if (asked.toString()) { input.value = asked.get("q") || ""; start().then(search); }
  else if (document.activeElement === document.body) input.focus({ preventScroll: true });
})();
