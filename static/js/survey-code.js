/* The printed slip's QR code carries its code behind #, which no server and no log ever sees. */
(function () {
  "use strict";
  var field = document.getElementById("code");
  function take() {
    var found = /^c=([0-9A-Za-z-]{4,20})$/.exec(window.location.hash.slice(1));
    if (!field || !found) { return; }
    field.value = found[1];
    window.history.replaceState(null, "", window.location.pathname);
  }
  take();
  window.addEventListener("hashchange", take);
})();
