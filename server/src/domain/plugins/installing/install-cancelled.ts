/** A user cancelled the installation. The message says who and is stored. */
export class InstallCancelled extends Error {
  override readonly name = 'InstallCancelled'
}

/** Returns "Cancelled by Ada Lovelace." */
export const cancelledBy = (name: string): string => `Cancelled by ${name}.`
