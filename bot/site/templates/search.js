// Looks through titles, short answers and questions of one language; nothing leaves the phone.
(function () {
  "use strict";
  var form = document.querySelector("form[role=search]");
  if (!form) return;
  var input = form.querySelector("input"), list = form.querySelector("ul"), rows = null;
  form.hidden = false;

  // Accents of Latin letters do not count; marks of other scripts do.
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().normalize("NFD")
      .replace(/([a-z])[\u0300-\u036f]+/g, "$1").replace(/đ/g, "d").normalize("NFC");
  }

  function load() {
    if (rows) return;
    var script = document.createElement("script");
    script.src = form.dataset.index;
    script.onload = function () {
      rows = window.TOPICS.map(function (row) {
        return { path: row[0], title: row[1], parts: [fold(row[1]), fold(row[3]), fold(row[2])] };
      });
      search();
    };
    document.head.appendChild(script);
  }

  // Languages without spaces between words are compared by pairs of letters.
  function pieces(text) {
    var found = [];
    fold(text).split(/[\s,.;:!?、。]+/).forEach(function (word) {
      if (!word) return;
      if (/^[\x00-\u058f]+$/.test(word) || word.length < 3) { found.push(word); return; }
      for (var i = 0; i + 2 <= word.length; i++) found.push(word.slice(i, i + 2));
    });
    return found;
  }

  function search() {
    if (!rows) return;
    var words = pieces(input.value);
    list.textContent = "";
    if (!words.length) return;
    var best = rows.map(function (row) {
      var score = 0;
      words.forEach(function (word) {
        if (row.parts[0].indexOf(word) >= 0) score += 3;
        if (row.parts[1].indexOf(word) >= 0) score += 2;
        if (row.parts[2].indexOf(word) >= 0) score += 1;
      });
      return [score, row];
    }).filter(function (each) { return each[0] > words.length; })
      .sort(function (a, b) { return b[0] - a[0]; }).slice(0, 8);
    best.forEach(function (each) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = form.dataset.base + each[1].path;
      link.textContent = "▸ " + each[1].title;
      item.appendChild(link);
      list.appendChild(item);
    });
    if (!best.length) {
      var none = document.createElement("li");
      none.textContent = form.dataset.nothing;
      list.appendChild(none);
    }
  }

  input.addEventListener("focus", load);
  input.addEventListener("input", function () { load(); search(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); load(); search(); });
})();
