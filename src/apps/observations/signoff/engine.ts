/**
 * Sign-off as such: a row of cells, each to be signed by one team, some only after others. Pure: it takes a row and answers
 * with the cells that change, or with why nothing does; whoever keeps rows writes them under the condition that the cells
 * still are as they were.
 */
export const statuses = ['Signed', 'Not Required', 'Pending', 'Discard'] as const
export type Status = (typeof statuses)[number]

/** `signedBy` is set exactly while the cell is signed; a signature that came from elsewhere may lack its time. */
export type Cell = Readonly<{ status: Status; signedBy: string | null; signedAt: string | null }>
export type Row<Part extends string> = Readonly<Record<Part, Cell>>

/** Which team signs a part, and which parts must not wait any more before it can. */
export type Plan<Part extends string, Team extends string> = Readonly<
  Record<Part, Readonly<{ team: Team; after: readonly Part[] }>>
>

/** `isEverywhere`: an administrator, who signs for every team. */
export type Signer<Team extends string> = Readonly<{ id: string; teams: readonly Team[]; isEverywhere: boolean }>

export type Rules = Readonly<{
  /** Each part by its own team; otherwise by everybody. */
  byTeam: boolean
  /** Parts wait for those that come before them. */
  inOrder: boolean
  /** For how long a signature can be taken back, in milliseconds. */
  undoMs: number
}>

export type Refusal<Part extends string, Team extends string> =
  | Readonly<{ because: 'not-pending'; part: Part; cell: Cell }>
  | Readonly<{ because: 'other-team'; part: Part; team: Team }>
  | Readonly<{ because: 'waits'; part: Part; for: readonly Part[] }>
  | Readonly<{ because: 'not-signed'; part: Part }>
  | Readonly<{ because: 'not-yours'; part: Part; signedBy: string | null }>
  | Readonly<{ because: 'too-late'; part: Part }>
  | Readonly<{ because: 'nothing-to-discard'; part: Part }>

export type Outcome<Part extends string, Team extends string> =
  | Readonly<{ changes: ReadonlyMap<Part, Cell> }>
  | Readonly<{ refusal: Refusal<Part, Team> }>

export const pending: Cell = { status: 'Pending', signedBy: null, signedAt: null }
export const notRequired: Cell = { status: 'Not Required', signedBy: null, signedAt: null }
const discarded: Cell = { status: 'Discard', signedBy: null, signedAt: null }
export const signed = (signedBy: string, signedAt: string): Cell => ({ status: 'Signed', signedBy, signedAt })

/** What can be done with rows of one plan. */
export type Signoff<Part extends string, Team extends string> = Readonly<{
  parts: readonly Part[]
  /** Whether anything still waits to be signed. */
  isOpen: (row: Row<Part>) => boolean
  /** Why this person may not sign the part now; undefined where they may. */
  whyNot: (row: Row<Part>, part: Part, signer: Signer<Team>, rules: Rules) => Refusal<Part, Team> | undefined
  sign: (row: Row<Part>, part: Part, signer: Signer<Team>, at: string, rules: Rules) => Outcome<Part, Team>
  /** Gives up what the part waits for, and signs it. */
  discard: (row: Row<Part>, part: Part, signer: Signer<Team>, at: string, rules: Rules) => Outcome<Part, Team>
  /** Takes one's own signature back; what was discarded with it waits again. */
  undo: (row: Row<Part>, part: Part, by: string, now: string, rules: Rules) => Outcome<Part, Team>
}>

export function defineSignoff<Part extends string, Team extends string>(plan: Plan<Part, Team>): Signoff<Part, Team> {
  const parts = Object.keys(plan) as Part[]
  const waiting = (row: Row<Part>, among: readonly Part[]): Part[] =>
    among.filter((part) => row[part].status === 'Pending')

  const whyNotTheirs = (part: Part, signer: Signer<Team>, rules: Rules): Refusal<Part, Team> | undefined => {
    const { team } = plan[part]
    const isTheirs = !rules.byTeam || signer.isEverywhere || signer.teams.includes(team)
    return isTheirs ? undefined : { because: 'other-team', part, team }
  }

  const whyNot: Signoff<Part, Team>['whyNot'] = (row, part, signer, rules) => {
    if (row[part].status !== 'Pending') return { because: 'not-pending', part, cell: row[part] }
    const notTheirs = whyNotTheirs(part, signer, rules)
    if (notTheirs) return notTheirs
    const before = rules.inOrder ? waiting(row, plan[part].after) : []
    return before.length > 0 ? { because: 'waits', part, for: before } : undefined
  }

  return {
    parts,
    isOpen: (row) => waiting(row, parts).length > 0,
    whyNot,
    sign(row, part, signer, at, rules) {
      const refusal = whyNot(row, part, signer, rules)
      return refusal ? { refusal } : { changes: new Map([[part, signed(signer.id, at)]]) }
    },
    discard(row, part, signer, at, rules) {
      const refusal = whyNot(row, part, signer, { ...rules, inOrder: false })
      if (refusal) return { refusal }
      const given = waiting(row, plan[part].after)
      if (given.length === 0) return { refusal: { because: 'nothing-to-discard', part } }
      return { changes: new Map([...given.map((one) => [one, discarded] as const), [part, signed(signer.id, at)]]) }
    },
    undo(row, part, by, now, rules) {
      const { status, signedBy, signedAt } = row[part]
      if (status !== 'Signed') return { refusal: { because: 'not-signed', part } }
      if (signedBy !== by) return { refusal: { because: 'not-yours', part, signedBy } }
      if (!isRecent(signedAt, now, rules.undoMs)) return { refusal: { because: 'too-late', part } }
      const given = plan[part].after.filter((one) => row[one].status === 'Discard')
      return { changes: new Map([part, ...given].map((one) => [one, pending])) }
    },
  }
}

/** A time that is not known is long ago. */
export const isRecent = (at: string | null, now: string, withinMs: number): boolean =>
  at !== null && Date.parse(now) - Date.parse(at) <= withinMs

/** The row with the cells of an outcome in it. */
export const changed = <Part extends string>(row: Row<Part>, changes: ReadonlyMap<Part, Cell>): Row<Part> => ({
  ...row,
  ...Object.fromEntries(changes),
})
