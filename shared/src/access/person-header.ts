/** Header with the ID of the user a page belongs to; a session of another user is then rejected. */
export const PERSON_HEADER = 'x-flx-person'
