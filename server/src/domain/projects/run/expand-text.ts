/** Expands `$NAME` and `${NAME}` as Meltano does: a missing variable becomes empty. */
export const expanded = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(
    /\$(?:([A-Z][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g,
    (_match, plain?: string, braced?: string) => variables[plain ?? braced ?? ''] ?? '',
  )
