/** Has the browser keep a file. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has read it by the next turn of its own; a minute is on the safe side.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
