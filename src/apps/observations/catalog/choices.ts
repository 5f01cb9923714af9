/** One choice of a form: the value that is stored (null: not set) and the words for it, English. */
export type Choice = Readonly<{ value: string | null; label: string }>

const plain = (...values: readonly string[]): readonly Choice[] => values.map((value) => ({ value, label: value }))
const no = { value: 'N', label: 'NO' }
const yes = { value: 'Y', label: 'YES' }
const notSet = { value: null, label: 'NA' }
const optional = [1, 2, 3, 4, 5].map((n) => ({ value: `O${n}`, label: `OPT${n}` }))

/** What may be chosen where a parameter has a fixed list. */
export const choiceSets = {
  INSTR: plain('ACIS-I', 'ACIS-S', 'HRC-I', 'HRC-S'),
  GRAT: [{ value: null, label: 'None' }, ...plain('LETG', 'HETG')],
  OTYPE: plain('GO', 'TOO', 'GTO', 'CAL', 'DDT', 'CAL_ER', 'ARCHIVE', 'CDFS', 'CLP'),
  NY: [no, yes],
  NPY: [no, { value: 'P', label: 'PREFERENCE' }, yes],
  NNY: [notSet, no, yes],
  CP: [
    { value: 'Y', label: 'CONSTRAINT' },
    { value: 'P', label: 'PREFERENCE' },
  ],
  SSO: plain('NO', 'MT', 'SS'),
  OBJ: plain(
    ...['NONE', 'NEW', 'ASTEROID', 'COMET', 'EARTH', 'JUPITER', 'MARS', 'MOON'],
    ...['NEPTUNE', 'PLUTO', 'SATURN', 'URANUS', 'VENUS'],
  ),
  EXPM: [notSet, ...plain('TE', 'CC')],
  BEP: [notSet, ...plain('F', 'VF', 'F+B', 'G')],
  CCD: [notSet, no, yes, ...optional],
  WCHIP: [notSet, ...plain('I0', 'I1', 'I2', 'I3', 'S0', 'S1', 'S2', 'S3', 'S4', 'S5')],
  SUBA: [notSet, ...plain('CUSTOM')],
} as const satisfies Readonly<Record<string, readonly Choice[]>>

export type ChoiceSet = keyof typeof choiceSets

/**
 * The choices of a set, with the value in force among them, null and words of other lists included: otherwise a form would
 * show, and send back, a choice that nobody made.
 */
export function choicesWith(set: ChoiceSet, current: string | null): readonly Choice[] {
  const choices: readonly Choice[] = choiceSets[set]
  if (choices.some(({ value }) => value === current)) return choices
  return [{ value: current, label: current ?? 'NA' }, ...choices]
}
