/** The id of the person that a page belongs to; another person's session does not count then. */
export const PERSON_HEADER = 'x-flx-person'
