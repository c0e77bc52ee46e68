/** Runs in a ledger: three lines, the last not at its end. Thick enough for 16 pixels, on light and on dark. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3.5" fill="#3257d6"/><g fill="#fff"><rect x="3" y="3.5" width="10" height="2" rx="1"/><rect x="3" y="7" width="10" height="2" rx="1"/><rect x="3" y="10.5" width="5" height="2" rx="1"/><circle cx="11.5" cy="11.5" r="1.5" fill="#6fdd8b"/></g></svg>';
