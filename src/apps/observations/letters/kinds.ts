/** The letters there are; the names are those of the templates. */
export const letterKinds = {
  acis_short: { title: 'ACIS, short', instrument: 'ACIS', grating: 'NONE' },
  acis_short_early: { title: 'ACIS, short, early submission', instrument: 'ACIS', grating: 'NONE' },
  acis_long: { title: 'ACIS, long', instrument: 'ACIS', grating: 'NONE' },
  hrc: { title: 'HRC without grating', instrument: 'HRC', grating: 'NONE' },
  letg: { title: 'LETG with HRC or ACIS', instrument: '', grating: 'LETG' },
  hetg: { title: 'HETG', instrument: 'ACIS', grating: 'HETG' },
} as const satisfies Readonly<Record<string, LetterKindFacts>>

export type LetterKind = keyof typeof letterKinds
type LetterKindFacts = Readonly<{ title: string; instrument: string; grating: string }>

export const letterNames = Object.keys(letterKinds) as LetterKind[]

/** Whether the letter is about what the observation uses. */
export function isFitting(kind: LetterKind, instrument: string | null, grating: string | null): boolean {
  const facts = letterKinds[kind]
  return (instrument ?? '').startsWith(facts.instrument) && (grating ?? 'NONE') === facts.grating
}
