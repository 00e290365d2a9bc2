/**
 * Header with the ID of the user a page belongs to; a session of another user is then rejected. Pages from before an
 * update send this name.
 */
export const USER_HEADER = 'x-flx-person'
