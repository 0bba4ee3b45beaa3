/** After a release the old pages' chunks are gone: loads the page again, once. */
export function reloadAfterRelease(): void {
  window.addEventListener("vite:preloadError", (event) => {
    if (sessionStorage.getItem("rialto.reloaded") === location.href) return;
    sessionStorage.setItem("rialto.reloaded", location.href);
    event.preventDefault();
    location.reload();
  });
}
