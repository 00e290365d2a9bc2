/** Converts the name of a plugin or setting to the form used in variables. */
export const envName = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()
