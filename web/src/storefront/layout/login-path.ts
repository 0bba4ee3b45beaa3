/** The sign-in page, which leads back. An address with a token is a key to an order, and stays where it is. */
export const loginPath = (here: string) =>
  /[?&]token=/.test(here) ? "/login" : `/login?returnTo=${encodeURIComponent(here)}`;
