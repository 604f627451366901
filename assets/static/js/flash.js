/** A message is shown once: its code leaves the address bar, so that a reload or a bookmark has none. */

/**
 * @param {{location: Location, history: History}} page
 */
export function removeFlash({ location, history }) {
  const address = new URL(location.href);
  if (address.searchParams.has("flash")) {
    address.searchParams.delete("flash");
    history.replaceState(history.state, "", address.pathname + address.search + address.hash);
  }
}
