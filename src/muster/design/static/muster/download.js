// A button that keeps lines of the page as a text file, without the site seeing them again.
for (const button of document.querySelectorAll("[data-lines]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const lines = document.getElementById(button.dataset.lines).children;
    const text = Array.from(lines, (line) => line.textContent.trim()).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = button.dataset.file;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
