// A sheet's QR code says which version was printed: tell whether that is still the current one.
const version = document.querySelector("[data-version]");
const printed = new URLSearchParams(location.search).get("v");
if (version && /^[0-9a-f]{8}$/.test(printed)) {
  const current = version.dataset.version;
  const said = document.createElement("p");
  said.className = "version-state";
  said.setAttribute("role", "status");
  version.closest("article").prepend(said);
  said.textContent =
    printed === current
      ? `Your printed sheet is current (version ${current}).`
      : `Your printed sheet (version ${printed}) is out of date. This page is version ${current}: please print it again.`;
}
