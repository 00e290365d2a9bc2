/** A person stopped the installation. The message is the sentence that stays: by whom. */
export class InstallCancelled extends Error {
  override readonly name = 'InstallCancelled'
}

/** "Cancelled by Ada Lovelace." */
export const cancelledBy = (name: string): string => `Cancelled by ${name}.`
