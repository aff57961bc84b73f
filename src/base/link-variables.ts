/** The variables in templates of addresses: `links` of the configuration, and the `permalink` of a post. */

/** Those that tell posts apart. Jekyll, Hugo, Docusaurus and Quartz have names of their own. */
export const NAME_VARIABLES = [
  ...[':slug', ':title', ':name', ':filename', ':slugorfilename', ':notepath'],
] as const

export const LINK_VARIABLES = [
  ...NAME_VARIABLES,
  ...([':folder', ':categories', ':year', ':month', ':day', ':namedate'] as const),
] as const

export type LinkVariable = (typeof LINK_VARIABLES)[number]

/** A colon before a letter begins a variable, which ends with the letters. */
export const VARIABLE = /(:[a-z]+)/i

/** The first variable of a template that stands for nothing. */
export function unknownVariable(template: string): string | undefined {
  const known: readonly string[] = LINK_VARIABLES
  return template.match(new RegExp(VARIABLE, 'gi'))?.find((name) => !known.includes(name))
}
