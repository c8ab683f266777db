// The one thing a sheet has a script for: its print button.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
