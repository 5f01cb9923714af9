import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demandLegal, isLegal, type StatusCause, statuses, statusLabels } from '../statuses.ts'

/** Every legal move, by the numbers of the specification; what is not here is refused. */
const legal: Readonly<Record<StatusCause, readonly string[]>> = {
  planned: ['new>pending', 'deferred>pending', 'done>pending', 'failed>pending', 'manual>pending'],
  claimed: ['pending>running'],
  finished: ['running>done', 'done>done'],
  'put-off': ['running>deferred'],
  'gave-up': ['running>failed'],
  'needs-a-person': ['running>manual'],
  reverted: [...['new', 'deferred', 'done', 'failed', 'manual'].flatMap((to) => [`pending>${to}`, `running>${to}`])],
  recovered: ['running>pending'],
  retried: ['failed>new', 'manual>new', 'deferred>new', 'done>new'],
  marked: ['new', 'deferred', 'failed', 'manual'].flatMap((from) => [
    `${from}>done`,
    `${from}>manual`,
    `${from}>failed`,
  ]),
  'file-added': ['new>done', 'deferred>done', 'failed>done', 'manual>done', 'done>done'],
  deleted: ['new>deleted', 'deferred>deleted', 'done>deleted', 'failed>deleted', 'manual>deleted', 'pending>deleted'],
  restored: ['deleted>new', 'deleted>deferred', 'deleted>done', 'deleted>failed', 'deleted>manual'],
}

test('PAP-3.3 every move that is not in the table is refused with both states named', () => {
  let refused = 0
  for (const cause of Object.keys(legal) as StatusCause[]) {
    for (const from of statuses) {
      for (const to of statuses) {
        const isExpected = legal[cause].includes(`${from}>${to}`)
        assert.equal(isLegal(from, to, cause), isExpected, `${from} to ${to}, ${cause}`)
        if (isExpected) continue
        refused += 1
        const words = new RegExp(`${statusLabels[from]}.*${statusLabels[to]}`)
        assert.throws(() => demandLegal(from, to, cause), { code: 'papers.transition-refused', message: words })
      }
    }
  }
  assert.ok(refused > 700)
})

test('PAP-3.3 a paper that runs is never deleted, and a deleted one never planned', () => {
  assert.equal(isLegal('running', 'deleted', 'deleted'), false)
  assert.deepEqual(
    statuses.filter((to) => isLegal('deleted', to, 'planned')),
    [],
  )
})
