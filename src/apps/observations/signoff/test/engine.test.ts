import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isApproved, parseRevisionKey, revisionKey } from '../approval.ts'
import { changed, type Outcome, pending, type Rules, type Signer, signed, statuses } from '../engine.ts'
import {
  cellsOfChange,
  cellsOfDecision,
  cellsOfSplit,
  type Part,
  parts,
  type SignoffCells,
  signoff,
  type Team,
  teamOf,
  teams,
} from '../signoff.ts'

const strict: Rules = { byTeam: true, inOrder: true, undoMs: 36 * 3_600_000 }
const free: Rules = { ...strict, byTeam: false, inOrder: false }
const noon = '2026-03-02T12:00:00.000Z'
const after = (ms: number): string => new Date(Date.parse(noon) + ms).toISOString()
const nobody: Signer<Team> = { id: 'cleo', teams: [], isEverywhere: false }
const of = (...theirs: Team[]): Signer<Team> => ({ id: theirs.join('+'), teams: theirs, isEverywhere: false })
const everything = cellsOfChange({ general: true, acis: true, acis_si: true, hrc_si: true })

const next = (row: SignoffCells, outcome: Outcome<Part, Team>): SignoffCells => {
  assert.ok('changes' in outcome, JSON.stringify(outcome))
  return changed(row, outcome.changes)
}
const reason = (outcome: Outcome<Part, Team>): string => ('refusal' in outcome ? outcome.refusal.because : 'done')

test('SGN-01 a pending cell that is signed holds who and when', () => {
  const row = next(everything, signoff.sign(everything, 'general', of('arcops'), noon, strict))

  assert.deepEqual(row.general, { status: 'Signed', signedBy: 'arcops', signedAt: noon })
  assert.deepEqual(row.acis, pending)
})

test('PERM-04 each column is signed by its own team, and an administrator signs all', () => {
  for (const part of parts) {
    for (const team of teams) {
      const done = signoff.sign(everything, part, of(team), noon, { ...strict, inOrder: false })
      assert.equal(reason(done), team === teamOf[part] ? 'done' : 'other-team', `${part} by ${team}`)
    }
    assert.equal(reason(signoff.sign(everything, part, nobody, noon, { ...strict, inOrder: false })), 'other-team')
    assert.equal(reason(signoff.sign(everything, part, { ...nobody, isEverywhere: true }, noon, free)), 'done')
  }
})

test('PERM-03 without the rule of teams anybody signs any column', () => {
  for (const part of parts) assert.equal(reason(signoff.sign(everything, part, nobody, noon, free)), 'done')
})

test('SGN-07 USINT waits until nothing else is pending', () => {
  const refused = signoff.sign(everything, 'usint', of('usint'), noon, strict)
  assert.deepEqual('refusal' in refused && refused.refusal, {
    because: 'waits',
    part: 'usint',
    for: ['general', 'acis', 'acis_si', 'hrc_si'],
  })

  assert.equal(reason(signoff.sign(everything, 'usint', of('usint'), noon, { ...strict, inOrder: false })), 'done')
  const ready = cellsOfChange({ general: false, acis: false, acis_si: false, hrc_si: false })
  assert.equal(reason(signoff.sign(ready, 'usint', of('usint'), noon, strict)), 'done')
})

test('SGN-05 what is signed, not required or discarded is not signed again', () => {
  const row = { ...everything, general: signed('ben', noon), acis: { ...pending, status: 'Discard' as const } }
  const second = signoff.sign(row, 'general', of('arcops'), after(1), strict)
  assert.deepEqual('refusal' in second && second.refusal, {
    because: 'not-pending',
    part: 'general',
    cell: row.general,
  })
  assert.equal(reason(signoff.sign(row, 'acis', of('arcops'), noon, strict)), 'not-pending')
  assert.equal(reason(signoff.sign(cellsOfSplit, 'hrc_si', of('hrc'), noon, strict)), 'not-pending')
})

test('SGN-04 SGN-08 discarding gives up what waits and signs USINT; undoing it brings both back', () => {
  const half = { ...everything, general: signed('ben', noon) }
  const row = next(half, signoff.discard(half, 'usint', of('usint'), noon, strict))
  assert.deepEqual(
    parts.map((part) => row[part].status),
    ['Signed', 'Discard', 'Discard', 'Discard', 'Signed'],
  )

  assert.deepEqual(next(row, signoff.undo(row, 'usint', 'usint', after(1), strict)), half)
  assert.equal(reason(signoff.discard(half, 'usint', of('arcops'), noon, strict)), 'other-team')
  const ready = cellsOfChange({ general: false, acis: false, acis_si: false, hrc_si: false })
  assert.equal(reason(signoff.discard(ready, 'usint', of('usint'), noon, strict)), 'nothing-to-discard')
})

test('SGN-03 RMV-01 T23 only who signed takes it back, and for 36 hours', () => {
  const row = { ...everything, general: signed('ben', noon) }
  const undo = (by: string, ms: number) => signoff.undo(row, 'general', by, after(ms), strict)

  assert.deepEqual(next(row, undo('ben', strict.undoMs)), everything)
  assert.equal(reason(undo('ben', strict.undoMs + 1_000)), 'too-late')
  assert.equal(reason(undo('ada', 1)), 'not-yours')
  assert.equal(reason(signoff.undo(row, 'acis', 'ben', noon, strict)), 'not-signed')
  const old = { ...row, general: { ...signed('ben', noon), signedAt: null } }
  assert.equal(reason(signoff.undo(old, 'general', 'ben', noon, strict)), 'too-late', 'a time nobody knows is long ago')
})

type Act = Readonly<{ act: 'sign' | 'discard' | 'undo'; part: Part; who: string; hours: number }>
const people: Readonly<Record<string, Signer<Team>>> = {
  ada: of('usint'),
  ben: of('arcops', 'acis'),
  cleo: nobody,
  dora: { id: 'dora', teams: [], isEverywhere: true },
}
const acts = fc.array(
  fc.record<Act>({
    act: fc.constantFrom('sign', 'discard', 'undo'),
    part: fc.constantFrom(...parts),
    who: fc.constantFrom(...Object.keys(people)),
    hours: fc.integer({ min: 0, max: 40 }),
  }),
  { minLength: 10, maxLength: 30 },
)

test('any sequence of acts of several people keeps every row legal', () => {
  const starts = fc.record({ general: fc.boolean(), acis: fc.boolean(), acis_si: fc.boolean(), hrc_si: fc.boolean() })
  let done = 0
  fc.assert(
    fc.property(starts, acts, fc.constantFrom(strict, free), (touched, sequence, rules) => {
      const first = cellsOfChange(touched)
      let row = first
      let now = Date.parse(noon)
      for (const { act, part, who, hours } of sequence) {
        now += hours * 3_600_000
        const at = new Date(now).toISOString()
        const signer = { ...(people[who] ?? nobody), id: who }
        const outcome =
          act === 'undo' ? signoff.undo(row, part, who, at, rules) : signoff[act](row, part, signer, at, rules)
        if (!('changes' in outcome)) continue
        done++
        assertLegalStep(row, changed(row, outcome.changes), who)
        row = changed(row, outcome.changes)
        for (const one of parts) assertLegalCell(row, first, one)
      }
    }),
  )
  assert.ok(done > 50, `${done} acts changed something`)
})

function assertLegalCell(row: SignoffCells, first: SignoffCells, part: Part): void {
  const { status, signedBy, signedAt } = row[part]
  assert.ok(statuses.includes(status))
  assert.equal(status === 'Signed', signedBy !== null && signedAt !== null)
  assert.equal(status === 'Not Required', first[part].status === 'Not Required', 'what is not required stays so')
}

/** A signature is never replaced by another one, and goes away only by the hand that made it. */
function assertLegalStep(before: SignoffCells, row: SignoffCells, who: string): void {
  for (const part of parts) {
    if (before[part].status !== 'Signed') continue
    if (row[part].status === 'Signed') assert.deepEqual(row[part], before[part])
    else assert.equal(before[part].signedBy, who)
  }
}

test('the initial cells of a split and of a decision', () => {
  const words = (row: SignoffCells) => parts.map((part) => row[part].status)
  assert.deepEqual(words(cellsOfSplit), ['Pending', 'Not Required', 'Not Required', 'Not Required', 'Pending'])
  const decision = cellsOfDecision('ada', noon)
  assert.deepEqual(words(decision), [...Array(4).fill('Not Required'), 'Signed'])
  assert.deepEqual(decision.usint, signed('ada', noon))
  assert.equal(signoff.isOpen(decision), false)
  assert.equal(signoff.isOpen(cellsOfSplit), true)
})

test('T10 an observation is approved by its latest approval or removal alone', () => {
  const kinds = ['asis', 'asis', 'remove', 'norm'] as const
  const upTo = (count: number) => kinds.slice(0, count).map((kind, at) => ({ kind, revision_number: at + 1 }))
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((count) => isApproved(upTo(count))),
    [false, true, true, false, false],
  )
})

test('approval does not depend on the order in which revisions are read', () => {
  const kind = fc.constantFrom('norm', 'asis', 'remove', 'clone')
  fc.assert(
    fc.property(fc.array(kind, { maxLength: 12 }), (kinds) => {
      const revisions = kinds.map((one, at) => ({ kind: one, revision_number: at + 1 }))
      const deciding = kinds.filter((one) => one === 'asis' || one === 'remove').at(-1)

      assert.equal(isApproved(revisions), deciding === 'asis')
      assert.equal(isApproved(revisions.toReversed()), deciding === 'asis')
    }),
  )
})

test('DATA-04 CHK-01 T26 a key is two numbers around a dot, never a fraction', () => {
  assert.equal(revisionKey(16196, 2), '16196.002')
  assert.equal(revisionKey(16196, 1234), '16196.1234')
  assert.deepEqual(parseRevisionKey('16196.10'), { obsid: 16196, revisionNumber: 10 })
  assert.deepEqual(parseRevisionKey('16196.1'), { obsid: 16196, revisionNumber: 1 })
  assert.deepEqual(parseRevisionKey(' 16196.002 '), parseRevisionKey('16196.2'))
  for (const wrong of ['', '16196', '16196.', '.2', '16196.0', '1.2.3', '-1.2', '16196,2', '1e3.1', 'x.1']) {
    assert.equal(parseRevisionKey(wrong), undefined, wrong)
  }
})
