/** Of a structure, where one was given. */
export type ModelFacts = Readonly<{
  name: string
  atoms: number | null
  residues: number | null
  radiusOfGyration: number | null
  largestDistance: number | null
  c1: number | null
  c2: number | null
}>

export type InputFact = Readonly<{ input: string; name: string; sha256: string; sizeBytes: number }>
